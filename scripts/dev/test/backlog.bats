#!/usr/bin/env bats
# shellcheck disable=SC2154 # load sets server, run sets stderr

bats_require_minimum_version 1.5.0

setup() {
  load scripts.bash
}

teardown() {
  if [[ ${watcher:-} ]]; then
    kill "$watcher" 2>/dev/null || true
    wait "$watcher" 2>/dev/null || true
  fi
  end_program
  keep_nobody_out
}

# Alice is accepted; bob has sent five bytes, carol none, and dan has left.
queue() {
  start_program <<'PYTHON'
listener = socket.socket()
listener.bind(('127.0.0.1', 0))
listener.listen(7)
port = port_of(listener)
def client(sends):
    s = socket.create_connection(('127.0.0.1', port))
    s.sendall(sends)
    return s
alice = client(b'x')
with_alice = listener.accept()[0]
bob, carol, dan = client(b'12345'), client(b''), client(b'123')
ports = [port_of(s) for s in (alice, bob, carol, dan)]
dan.close()
tell(port, *ports)
signal.signal(signal.SIGUSR1, lambda *_: listener.accept())
signal.signal(signal.SIGUSR2, lambda *_: listener.close())
while True: signal.pause()
PYTHON
  answer PORT alice bob carol dan
  export PORT
}

@test "backlog -h prints its header" {
  run "$SCRIPTS/backlog" -h
  [ "$status" -eq 0 ]
  [ "${lines[0]}" = "backlog - who waits in the listen queue of a TCP port." ]
}

@test "backlog refuses an unknown option, two ports, and what is no port" {
  run "$SCRIPTS/backlog" -x
  [ "$status" -eq 2 ]
  run "$SCRIPTS/backlog" 1 2
  [ "$status" -eq 2 ]
  refuses_what_is_no_port backlog
}

@test "backlog says that nobody listens" {
  at=$(free_port)
  run --separate-stderr "$SCRIPTS/backlog" "$at"
  [ "$status" -eq 1 ]
  [ -z "$output" ]
  [[ "$stderr" == *"Nobody listens on port $at. Start the server: ./lab start 1" ]]
}

@test "backlog shows who waits, with what it has sent; not who is accepted" {
  queue
  run --separate-stderr "$SCRIPTS/backlog"
  [ "$status" -eq 0 ]
  [ "${lines[0]}" = "127.0.0.1:$PORT 3 of 7 wait" ]
  [ "${#lines[@]}" -eq 4 ]
  [[ "$output" == *"127.0.0.1:$bob waits, 5 bytes unread"* ]]
  [[ "$output" == *"127.0.0.1:$carol waits, 0 bytes unread"* ]]
  [[ "$output" == *"127.0.0.1:$dan has sent its end, 3 bytes unread"* ]]
  [[ "$stderr" == "+ ss -Hltn 'sport = :$PORT'"$'\n'"+ ss -Htne "* ]]
}

@test "backlog without ss sees the same, but for the limit" {
  queue
  run --separate-stderr "$SCRIPTS/backlog"
  by_ss=$(sed 's/ of 7//' <<<"$output" | sort)
  run --separate-stderr env PATH="$(only)" "$SCRIPTS/backlog"
  [ "$status" -eq 0 ]
  [ "$(sort <<<"$output")" = "$by_ss" ]
  [ "$stderr" = "+ grep -h ': [0-9A-F]*:$(printf %04X "$PORT") ' /proc/net/tcp /proc/net/tcp6" ]
}

@test "backlog sees it also where ss may not ask the kernel" {
  queue
  run --separate-stderr env PATH="$(only)" "$SCRIPTS/backlog"
  by_hand=$output
  forbid_ss
  run --separate-stderr "$SCRIPTS/backlog"
  [ "$status" -eq 0 ]
  [ "$output" = "$by_hand" ]
  [[ "$stderr" == *"Cannot open netlink socket: Permission denied"*"+ grep -h "* ]]
}

@test "backlog sees all that as an ordinary user, too" {
  let_nobody_in
  queue
  run --separate-stderr "$SCRIPTS/backlog"
  by_root=$output
  run_as_nobody backlog "$PORT"
  [ "$output" = "$by_root" ]
}

@test "backlog -w shows each change once, and ends with the listener" {
  queue
  seen=$BATS_TEST_TMPDIR/seen
  "$SCRIPTS/backlog" -w >"$seen" 2>/dev/null 3>&- &
  watcher=$!
  until_true 10 grep -q ' 3 of 7 wait' "$seen"
  kill -USR1 "$program"
  until_true 10 grep -q ' 2 of 7 wait' "$seen"
  kill -USR2 "$program"
  status=0
  wait "$watcher" || status=$?
  watcher=
  [ "$status" -eq 1 ]
  grep -q '^-- [0-9][0-9]:[0-9][0-9]:[0-9][0-9]$' "$seen"
}

# What it had just called may take a moment to end; a zombie has ended.
session_has_ended() {
  ! ps -o stat= -s "$1" | grep -q '^[^Z]'
}

@test "backlog -w ends by Ctrl-C, and leaves nothing behind" {
  queue
  seen=$BATS_TEST_TMPDIR/seen
  # A shell starts what it puts into the background with SIGINT ignored: python does not.
  python3 -c 'import signal, os, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.setsid()
os.execv(sys.argv[1], sys.argv[1:])' "$SCRIPTS/backlog" -w >"$seen" 2>/dev/null 3>&- &
  watcher=$!
  until_true 10 grep -q ' wait$' "$seen"
  kill -INT -- "-$watcher"
  status=0
  wait "$watcher" || status=$?
  [ "$status" -eq 130 ]
  until_true 10 session_has_ended "$watcher"
  watcher=
}
