#!/usr/bin/env bats
#
# All that a new user does with scripts/ alone, in one go: no Java, no kit.
# shellcheck disable=SC2154 # run sets stderr

bats_require_minimum_version 1.5.0

setup() {
  load scripts.bash
  cd "$BATS_TEST_TMPDIR"
  PORT=$(free_port)
  export PORT
  cat >server.py <<'PYTHON'
# One client at a time, on $PORT.
import os, socket
listener = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
while True:
    client = listener.accept()[0]
    with client, client.makefile("rb") as lines:
        for line in lines:
            client.sendall(b"+OK\r\n")
PYTHON
}

teardown() {
  if [[ ${tracer:-} ]]; then
    kill "$tracer" 2>/dev/null || true
    wait "$tracer" 2>/dev/null || true
  fi
  "$SCRIPTS/free-port" --yes 3>&- || true
}

has_twice() {
  [ "$(grep -c "$1" "$2")" -eq 2 ]
}

@test "a new user starts a server, traces it, connects two clients, and frees the port" {
  # start it, and find it
  "$SCRIPTS/start" -o server.log -- python3 server.py >started 2>err 3>&-
  pid=$(cat started)
  run --separate-stderr "$SCRIPTS/server-pid"
  [ "$output" = "$pid" ]

  # trace it
  "$SCRIPTS/trace" -e accept4,recvfrom,sendto -o trace.log 2>trace.err 3>&- &
  tracer=$!
  # "attached" is said a moment too early: what counts is that the accept is seen.
  until_true 10 grep -qs 'accept4(' trace.log
  [ "$(sed -n 2p trace.err)" = "The log: trace.log" ]

  # be two clients: bob is connected, and waits until alice has left
  run "$SCRIPTS/clients" alice bob </dev/null
  [ "$status" -eq 0 ]
  [ "${lines[5]}" = "bob: left" ]
  until_true 10 has_twice 'accept4(.*) = [0-9]' trace.log
  until_true 10 has_twice 'sendto(.*+OK' trace.log
  run grep -oE 'accept4|SET [a-z]+' trace.log
  [ "${lines[0]} ${lines[1]} ${lines[2]} ${lines[3]}" = "accept4 SET alice accept4 SET bob" ]

  # nobody waits now; who holds the port?
  run --separate-stderr "$SCRIPTS/backlog"
  [[ "$output" == "127.0.0.1:$PORT 0 of "*" wait" ]]
  run --separate-stderr "$SCRIPTS/port"
  [ "$output" = "$pid $(id -nu) 127.0.0.1:$PORT python3" ]

  # free it: strace goes with its server
  run "$SCRIPTS/free-port" --yes
  [ "$status" -eq 0 ]
  [[ "$output" == *"+ kill -TERM $pid"*"port $PORT is free"* ]]
  wait "$tracer" || true
  tracer=
  run "$SCRIPTS/port"
  [ "$status" -eq 1 ]

  # and start again
  "$SCRIPTS/start" -o server.log -- python3 server.py >started 2>err 3>&-
  [ "$(cat started)" != "$pid" ]
  run "$SCRIPTS/clients" carol </dev/null
  [ "${lines[1]}" = "carol: OK" ]
}
