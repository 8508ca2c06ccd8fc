#!/usr/bin/env bats
# shellcheck disable=SC2154 # load sets server, run sets stderr

bats_require_minimum_version 1.5.0

setup() {
  load scripts.bash
}

teardown() {
  if [[ ${tracer:-} ]]; then
    kill "$tracer" 2>/dev/null || true
    wait "$tracer" 2>/dev/null || true
  fi
  stop_server
  end_program
  keep_nobody_out
}

# A strace that only says how it was called.
fake_strace() {
  mkdir -p "$BATS_TEST_TMPDIR/fake"
  printf '#!/bin/sh\necho "$*"\n' >"$BATS_TEST_TMPDIR/fake/strace"
  chmod +x "$BATS_TEST_TMPDIR/fake/strace"
  PATH=$BATS_TEST_TMPDIR/fake:$PATH
}

@test "trace -h prints its header" {
  run "$SCRIPTS/trace" -h
  [ "$status" -eq 0 ]
  [ "${lines[0]}" = "trace - watch the system calls of the lab's server." ]
}

@test "trace refuses an unknown option, a missing value, and what is no PID" {
  run "$SCRIPTS/trace" -x
  [ "$status" -eq 2 ]
  run "$SCRIPTS/trace" -e
  [ "$status" -eq 2 ]
  [ "${lines[0]}" = "trace: -e needs a value" ]
  run "$SCRIPTS/trace" java
  [ "$status" -eq 2 ]
  [ "${lines[0]}" = "trace: no PID: java" ]
  run "$SCRIPTS/trace" 1 2
  [ "$status" -eq 2 ]
  run "$SCRIPTS/trace" -l
  [ "$status" -eq 2 ]
  [ "${lines[0]}" = "trace: -l: which command?" ]
  cd "$BATS_TEST_TMPDIR"
  for no_pid in '' 0 -1 012 '1; touch x' '$(touch x)' $'1\n' 99999999999; do
    run "$SCRIPTS/trace" -o log "$no_pid"
    [ "$status" -eq 2 ]
  done
  [ ! -e x ]
}

# What accepts, receives and sends, in strace's words.
families='trace=/^(accept|recv|send|readv?$|writev?$)'

@test "trace -r shows strace's command, and runs that" {
  fake_strace
  run --separate-stderr "$SCRIPTS/trace" -r 4711
  [ "$status" -eq 0 ]
  [ "$output" = "-f -p 4711 -e $families -tt" ]
  [[ "$stderr" == *"+ strace -f -p 4711 -e '$families' -tt" ]]
}

# small_kit STATUS: a kit whose ./lab --jdk exits so, and that else says how it was called.
small_kit() {
  fake_strace
  kit=$BATS_TEST_TMPDIR/kit
  mkdir -p "$kit/scripts"
  cp "$SCRIPTS"/{trace,lib.sh} "$kit/scripts"
  printf '#!/bin/sh\n[ "$1" = --jdk ] && exit %s\necho "lab $*"\n' "$1" >"$kit/lab"
  chmod +x "$kit/lab"
  cd "$kit"
}

@test "trace without options is ./lab trace, where there is a JDK 25" {
  small_kit 0
  run --separate-stderr scripts/trace 4711
  [ "$output" = "lab trace --pid 4711" ]
  [ "$stderr" = "+ ./lab trace --pid 4711" ]
  run --separate-stderr scripts/trace -l python3 -u server.py
  [ "$output" = "lab trace -- python3 -u server.py" ]
  run --separate-stderr scripts/trace -T 4711
  [ "$output" = "-f -p 4711 -e $families -tt -T" ]
  run --separate-stderr scripts/trace 4711 -- -s 9
  [ "$output" = "-f -p 4711 -e $families -tt -s 9" ]
}

@test "trace without a JDK 25 is strace" {
  small_kit 3
  run --separate-stderr scripts/trace 4711
  [ "$output" = "-f -p 4711 -e $families -tt" ]
  run --separate-stderr scripts/trace -l ./server
  [ "$output" = "-f -e $families -tt --seccomp-bpf ./server" ]
}

@test "trace takes other calls, a file, and strace's own options" {
  fake_strace
  run --separate-stderr "$SCRIPTS/trace" -e accept,read -T -c -o log 4711 -- -yy -s 9
  [ "$output" = "-f -p 4711 -e trace=accept,read -tt -T -c -o log -yy -s 9" ]
}

@test "trace finds the server, also when strace's options follow" {
  fake_strace
  start_server
  run --separate-stderr "$SCRIPTS/trace" -- -yy
  [ "$output" = "-f -p $server -e $families -tt -yy" ]
}

@test "trace -e network is strace's class; -a is every call, whole, in a file that it names" {
  fake_strace
  run --separate-stderr "$SCRIPTS/trace" -e network 4711
  [ "$output" = "-f -p 4711 -e trace=network -tt" ]
  run --separate-stderr "$SCRIPTS/trace" -a 4711
  [ "$output" = "-f -p 4711 -e trace=all -tt -yy -s 512 -o trace.log" ]
  [ "${stderr_lines[0]}" = "The log: trace.log" ]
  run --separate-stderr "$SCRIPTS/trace" -a -o "a log" 4711
  [ "${stderr_lines[0]}" = "The log: a log" ]
}

@test "trace -l launches; what follows is the command's own" {
  fake_strace
  run --separate-stderr "$SCRIPTS/trace" -T -l python3 -u server.py -c
  [ "$output" = "-f -e $families -tt -T --seccomp-bpf python3 -u server.py -c" ]
  run --separate-stderr "$SCRIPTS/trace" -a -l ./server
  [ "$output" = "-f -e trace=all -tt -yy -s 512 -o trace.log ./server" ]
}

@test "trace -l sees the first call, and exits as the command does" {
  local log=$BATS_TEST_TMPDIR/log
  run --separate-stderr "$SCRIPTS/trace" -e execve,exit_group -o "$log" -l sh -c 'exit 7'
  [ "$status" -eq 7 ]
  grep -q 'execve(.*"exit 7"' "$log"
  grep -q 'exit_group(7)' "$log"
}

@test "trace says who else traces the process" {
  start_server
  "$SCRIPTS/trace" -r 2>"$BATS_TEST_TMPDIR/err" 3>&- &
  tracer=$!
  until_true 10 grep -q attached "$BATS_TEST_TMPDIR/err"
  run --separate-stderr "$SCRIPTS/trace" "$server"
  [ "$status" -eq 1 ]
  [ "$stderr" = "PID $server is being traced already, by strace (PID $tracer).
A process has one tracer at a time: end that one by Ctrl-C, or: kill $tracer" ]
}

@test "trace tells an ordinary user whose the process is, and what to type" {
  let_nobody_in
  start_server
  run_as_nobody trace -r "$server"
  [ "$status" -eq 1 ]
  [ "$stderr" = "PID $server belongs to root, and you are nobody.
Trace it as root: sudo strace -f -p $server -e '$families' -tt" ]
}

@test "trace without a server says so" {
  fake_strace
  start_server
  stop_server
  run "$SCRIPTS/trace"
  [ "$status" -eq 1 ]
  [[ "$output" == *"Nobody listens on port $PORT"* ]]
}

@test "trace without strace names the package" {
  run env PATH="$(only)" "$SCRIPTS/trace" 4711
  [ "$status" -eq 77 ]
  [ "${lines[0]}" = "trace: no strace here" ]
  [ "${lines[1]}" = "Install it: apt-get install strace" ]
}

@test "trace sees a client served, and lets go of a server that runs on" {
  start_server
  local log=$BATS_TEST_TMPDIR/log
  # exec makes the script's process strace itself: its PID is the one to end.
  "$SCRIPTS/trace" -e accept4,recvfrom,sendto -o "$log" 2>"$BATS_TEST_TMPDIR/err" 3>&- &
  tracer=$!
  until_true 10 grep -qs 'accept4(' "$log"
  "$SCRIPTS/clients" alice </dev/null
  until_true 10 grep -q 'sendto.*+OK' "$log"
  kill "$tracer"
  wait "$tracer" || true
  tracer=
  grep -q 'accept4(' "$log"
  kill -0 "$server"
  "$SCRIPTS/clients" bob </dev/null
}
