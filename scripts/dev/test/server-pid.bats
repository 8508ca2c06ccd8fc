#!/usr/bin/env bats
# shellcheck disable=SC2154 # load sets server, run sets stderr

bats_require_minimum_version 1.5.0

setup() {
  load scripts.bash
}

teardown() {
  stop_server
  keep_nobody_out
}

@test "server-pid -h prints its header" {
  run "$SCRIPTS/server-pid" -h
  [ "$status" -eq 0 ]
  [ "${lines[0]}" = "server-pid - the process that listens on the lab's port." ]
  [[ "$output" == *"77 tool missing" ]]
}

@test "server-pid refuses what is no port, two ports, and an unknown option" {
  run "$SCRIPTS/server-pid" 65536
  [ "$status" -eq 2 ]
  [ "${lines[0]}" = "server-pid: no port: 65536" ]
  run "$SCRIPTS/server-pid" 1 2
  [ "$status" -eq 2 ]
  run "$SCRIPTS/server-pid" -x
  [ "$status" -eq 2 ]
  [ "${lines[0]}" = "server-pid: no option -x" ]
  refuses_what_is_no_port server-pid
}

@test "server-pid tells root of a holder that no process here is" {
  [ "$(id -u)" -eq 0 ] || skip "only root can make a namespace of PIDs"
  command -v unshare || skip "no unshare here"
  start_server
  run --separate-stderr unshare --pid --fork --mount-proc "$SCRIPTS/server-pid"
  [ "$status" -eq 1 ]
  [ -z "$output" ]
  [ "$stderr" = "+ ss -Hltnp 'sport = :$PORT'
No process here has it: it is in another container, or the kernel's own." ]
}

@test "server-pid prints the PID to stdout, and its command to stderr" {
  start_server
  run --separate-stderr "$SCRIPTS/server-pid"
  [ "$status" -eq 0 ]
  [ "$output" = "$server" ]
  [ "$stderr" = "+ ss -Hltnp 'sport = :$PORT'" ]
}

@test "server-pid takes a port" {
  start_server
  run --separate-stderr env -u PORT "$SCRIPTS/server-pid" "$PORT"
  [ "$output" = "$server" ]
}

@test "server-pid asks netstat where ss is missing" {
  command -v netstat || skip "no netstat here"
  start_server
  run --separate-stderr env PATH="$(only netstat)" "$SCRIPTS/server-pid"
  [ "$status" -eq 0 ]
  [ "$output" = "$server" ]
  [ "$stderr" = "+ netstat -ltnp" ]
}

@test "server-pid prints one PID where ss may not ask the kernel" {
  start_server
  forbid_ss
  run --separate-stderr "$SCRIPTS/server-pid"
  [ "$status" -eq 0 ]
  [ "$output" = "$server" ]
}

@test "server-pid says that nobody listens" {
  start_server
  stop_server
  run "$SCRIPTS/server-pid"
  [ "$status" -eq 1 ]
  [[ "$output" == *"Nobody listens on port $PORT. Start the server: ./lab start 1" ]]
}

@test "server-pid without ss, netstat and pidof names what to install" {
  run env PATH="$(only)" "$SCRIPTS/server-pid"
  [ "$status" -eq 77 ]
  [ "${lines[1]}" = "Install it: apt-get install iproute2 (or net-tools, or procps)" ]
}

@test "server-pid tells an ordinary user whose port it is" {
  let_nobody_in
  start_server
  run_as_nobody server-pid "$PORT"
  [ "$status" -eq 1 ]
  [ -z "$output" ]
  [[ "$stderr" == *"Another user's process listens on port $PORT.
See which: sudo ss -ltnp 'sport = :$PORT'" ]]
}
