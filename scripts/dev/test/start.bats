#!/usr/bin/env bats
# shellcheck disable=SC2154 # load sets server, run sets stderr

bats_require_minimum_version 1.5.0

setup() {
  load scripts.bash
  cd "$BATS_TEST_TMPDIR"
  cat >server.py <<'PYTHON'
import os, signal, socket
listener = socket.create_server((os.environ['HOST'], int(os.environ['PORT'])))
print('I listen', flush=True)
signal.pause()
PYTHON
  PORT=$(free_port)
  export PORT
}

teardown() {
  [[ ! ${PORT:-} ]] || "$SCRIPTS/free-port" --yes "$PORT" 3>&- || true
  stop_server
  end_program
}

# A process that has ended may wait for its parent's look, as a zombie.
is_gone() {
  ! grep -qs '^State:.[^Z]' "/proc/$1/status"
}

# start's output to a file: `run` would wait for the server, if it kept a pipe open.
start() {
  status=0
  "$SCRIPTS/start" "$@" >out 2>err 3>&- || status=$?
  output=$(cat out)
  stderr=$(cat err)
}

@test "start -h prints its header" {
  run "$SCRIPTS/start" -h
  [ "$status" -eq 0 ]
  [ "${lines[0]}" = "start - start a server in the background." ]
}

@test "start refuses an unknown option, nothing to start, -o for a lab, and what is no port" {
  for wrong in -x -o "" "--" "-o log 1"; do
    # shellcheck disable=SC2086 # words on purpose
    run "$SCRIPTS/start" $wrong
    [ "$status" -eq 2 ]
  done
  for no_port in 0 06379 99999 -1 '6379; touch x' '$(touch x)' $'6379\n'; do
    PORT=$no_port run "$SCRIPTS/start" -- touch y
    [ "$status" -eq 2 ]
  done
  [ ! -e x ]
  [ ! -e y ]
}

@test "start without setsid names the package" {
  run env PATH="$(only)" "$SCRIPTS/start" -- true
  [ "$status" -eq 77 ]
  [ "${lines[1]}" = "Install it: apt-get install util-linux" ]
}

@test "start of a lab is ./lab start, and passes on what follows" {
  mkdir -p "a kit/scripts"
  cp "$SCRIPTS"/{start,lib.sh} "a kit/scripts"
  printf '#!/bin/sh\nfor word; do echo "<$word>"; done\nexit 7\n' >"a kit/lab"
  chmod +x "a kit/lab"
  cd "a kit"
  run --separate-stderr scripts/start 1 --port "7 0"
  [ "$status" -eq 7 ]
  [ "$output" = "<start>
<1>
<--port>
<7 0>" ]
  [ "$stderr" = "+ ./lab start 1 --port '7 0'" ]
  cd /
  run --separate-stderr "$BATS_TEST_TMPDIR/a kit/scripts/start" 1
  [ "$stderr" = "+ '$BATS_TEST_TMPDIR/a kit/lab' start 1" ]
}

@test "start returns when the server listens; shows its command, prints its PID" {
  start -o "a log" -- python3 server.py
  [ "$status" -eq 0 ]
  [ "$stderr" = "+ setsid python3 server.py </dev/null >'a log' 2>&1 &
It listens on port $PORT. Its output: a log" ]
  [ "$("$SCRIPTS/server-pid")" = "$output" ]
  until_true 10 grep -q 'I listen' "a log"
  # Out of reach of this terminal's Ctrl-C: a session of its own.
  [ "$(ps -o sid= -p "$output" | tr -d ' ')" = "$output" ]
}

@test "start names the holder of a port that is held, and starts nothing" {
  start -o log -- python3 server.py
  holder=$output
  start -o log2 -- touch started
  [ "$status" -eq 1 ]
  [[ "$stderr" == "port $PORT is held by python3 (PID $holder)
"*"/free-port $PORT, or another port: "* ]]
  [ ! -e started ]
  [ ! -e log2 ]
}

@test "start says when it can't write the server's output" {
  start -o /no/such/folder/log -- touch started
  [ "$status" -eq 1 ]
  [ "$stderr" = "can't write /no/such/folder/log
Choose another file: -o FILE" ]
  [ ! -e started ]
}

@test "start of a server that ends shows its last words" {
  start -o log -- sh -c 'echo "no such module"; exit 3'
  [ "$status" -eq 1 ]
  [ -z "$output" ]
  [[ "$stderr" == *"It ended before it listened on port $PORT (exit code 3).
Its last words, in log:
no such module" ]]
  start -o log -- no-such-command
  [ "$status" -eq 1 ]
  [[ "$stderr" == *"(exit code 127)."*no-such-command* ]]
}

@test "start knows a server that is a child, also one whose parent has left" {
  start -o log -- sh -c 'python3 server.py & wait'
  [ "$status" -eq 0 ]
  [ "$("$SCRIPTS/server-pid")" = "$output" ]
  "$SCRIPTS/free-port" --yes
  start -o log -- sh -c 'python3 server.py &'
  [ "$status" -eq 0 ]
  [ "$("$SCRIPTS/server-pid")" = "$output" ]
}

# impatient 1 WORDS...: start, with a second to listen.
impatient() {
  sed "s/^patience=15/patience=$1/; s|^source .*|source \"$SCRIPTS/lib.sh\"|" "$SCRIPTS/start" >impatient
  chmod +x impatient
  status=0
  ./impatient "${@:2}" 2>err 3>&- || status=$?
}

@test "start gives up a server that never listens, and leaves nothing of it behind" {
  cat >deaf.sh <<'DEAF'
trap '' TERM
tail -f /dev/null &
echo $$ $!
wait
DEAF
  impatient 1 -o log -- bash deaf.sh
  [ "$status" -eq 1 ]
  grep "It did not listen on port $PORT within 1 s. Does it know \$PORT?" err
  read -r parent child <log
  until_true 10 is_gone "$parent"
  until_true 10 is_gone "$child"
}

@test "start gives up all of a server, also what has a process group of its own" {
  impatient 1 -o log -- bash -c 'set -m
    tail -f /dev/null & echo $!
    tail -f /dev/null & echo $!
    wait'
  [ "$status" -eq 1 ]
  mapfile -t children <log
  [ "${#children[@]}" -eq 2 ]
  until_true 10 is_gone "${children[0]}"
  until_true 10 is_gone "${children[1]}"
}

# start_deaf COMMAND...: start's server says its PID in log, and never listens.
start_deaf() {
  "$@" "$SCRIPTS/start" -o log -- sh -c 'echo $$; exec tail -f /dev/null' >out 2>err 3>&- &
  server=$!
  until_true 10 [ -s log ]
}

@test "start that is ended itself leaves no server behind" {
  for signal in TERM HUP; do
    start_deaf
    kill "-$signal" "$server"
    status=0
    wait "$server" || status=$?
    server=
    [ "$status" -eq "$((128 + $(kill -l "$signal")))" ]
    until_true 10 is_gone "$(cat log)"
    rm log
  done
}

@test "start whose output nobody reads any more leaves no server behind" {
  # It shows its command to somebody who reads just that.
  mkfifo pipe
  sh -c 'echo $$ >pid; exec "$@"' - "$SCRIPTS/start" -o log -- python3 server.py >pipe 2>&1 3>&- &
  server=$!
  head -n 1 pipe >first
  status=0
  wait "$server" || status=$?
  server=
  grep -q '^+ setsid' first
  [ "$status" -eq 141 ]
  ! "$SCRIPTS/port"
}

@test "start that can't print the PID leaves no server behind" {
  status=0
  "$SCRIPTS/start" -o log -- python3 server.py >/dev/full 2>err 3>&- || status=$?
  [ "$status" -eq 74 ]
  ! "$SCRIPTS/port"
}

@test "start gives up a server whose main thread alone has ended" {
  cat >headless.py <<'PYTHON'
import ctypes, os, threading
print(os.getpid(), flush=True)
threading.Thread(target=threading.Event().wait, args=[10]).start()
SYS_exit = 60 if os.uname().machine == 'x86_64' else 93     # of this thread alone
ctypes.CDLL(None).syscall(SYS_exit, 0)
PYTHON
  impatient 3 -o log -- python3 headless.py
  [ "$status" -eq 1 ]
  grep "It did not listen on port $PORT within 3 s." err
  [ ! -e "/proc/$(cat log)" ]
}

@test "start does not take somebody else's listener for its server" {
  # It takes the port when the server is there, and has let it go.
  mkfifo go
  start_program <<'PYTHON'
os.setsid()
os.open('go', os.O_RDONLY)
listener = listen(int(os.environ['PORT']))
tell('listens')
signal.pause()
PYTHON
  start -o log -- sh -c 'echo >go; exec 2>/dev/null; while ! '"$SCRIPTS/port"'; do :; done; exit 5'
  [ "$status" -eq 1 ]
  [[ "$stderr" == *"(exit code 5)."*"port $PORT is held by python3 (PID $program)"* ]]
  kill -0 "$program"
}
