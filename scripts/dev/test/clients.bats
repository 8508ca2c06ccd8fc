#!/usr/bin/env bats
# shellcheck disable=SC2154 # load sets server, run sets stderr

bats_require_minimum_version 1.5.0

setup() {
  load scripts.bash
  cd "$BATS_TEST_TMPDIR"
}

teardown() {
  stop_server
  end_program
  if [[ ${terminal:-} ]]; then
    tmux kill-server 2>/dev/null || true # of $TMUX_TMPDIR
    kill "$terminal" 2>/dev/null || true
  fi
}

@test "clients -h prints its header" {
  run "$SCRIPTS/clients" -h
  [ "$status" -eq 0 ]
  [ "${lines[0]}" = "clients - several clients of the lab's server at once." ]
}

# What was shown, without the clients' ports: those the kernel chooses.
shown() {
  sed -E 's/ as :[0-9]+,/,/' <<<"$output"
}

@test "clients refuses an unknown option, and a name that is no word" {
  run "$SCRIPTS/clients" -x
  [ "$status" -eq 2 ]
  run "$SCRIPTS/clients" "alice bob"
  [ "$status" -eq 2 ]
  [ "${lines[0]}" = "clients: a name is letters and digits: alice bob" ]
}

@test "all connect and send before the first is served" {
  start_server
  run "$SCRIPTS/clients" alice bob carol </dev/null
  [ "$status" -eq 0 ]
  [ "$(shown)" = "alice: connected, SET alice connected
bob: connected, SET bob connected
carol: connected, SET carol connected
alice: OK
alice: left
bob: OK
bob: left
carol: OK
carol: left" ]
}

@test "clients without a server says so" {
  start_server
  stop_server
  run "$SCRIPTS/clients" </dev/null
  [ "$status" -eq 1 ]
  [ "$output" = "alice: nobody listens on 127.0.0.1:$PORT. Start the server: ./lab start 1" ]
}

@test "clients tells a host that is none from one where nobody listens" {
  # Two dots: no resolver has to be asked.
  HOST=nosuch..invalid PORT=7000 run "$SCRIPTS/clients" </dev/null
  [ "$status" -eq 1 ]
  [ "${#lines[@]}" -eq 1 ]
  [[ "$output" == "alice: can't connect to nosuch..invalid:7000: "* ]]
  [[ "$output" != *"nobody listens"* ]]
}

@test "clients tells a full queue from a port on which nobody listens" {
  [ "$(id -u)" -eq 0 ] || skip "only root can make a network in which connect gives up soon"
  command -v unshare >/dev/null && command -v ip >/dev/null || skip "no unshare or ip here"
  cat >"$BATS_TEST_TMPDIR/full.py" <<'PYTHON'
import os, socket, subprocess
subprocess.run(['ip', 'link', 'set', 'lo', 'up'], check=True)
open('/proc/sys/net/ipv4/tcp_syn_retries', 'w').write('1')
listener = socket.create_server(('127.0.0.1', 7000), backlog=0)
waits = socket.create_connection(('127.0.0.1', 7000))     # one more than the limit
os.environ.update(HOST='127.0.0.1', PORT='7000')
raise SystemExit(subprocess.run([os.environ['SCRIPTS'] + '/clients']).returncode)
PYTHON
  run timeout 60 unshare --net python3 "$BATS_TEST_TMPDIR/full.py" </dev/null
  [ "$status" -eq 1 ]
  [[ "$output" == "alice: connect() waits: as many clients wait as may."*"alice: no answer from 127.0.0.1:7000. The queue may be full:"$'\n'*"/backlog 7000" ]]
}

@test "clients names the client whose connection is reset before it has sent" {
  export connected=$BATS_TEST_TMPDIR/connected reset=$BATS_TEST_TMPDIR/reset
  mkfifo "$connected" "$reset"
  start_program <<'PYTHON'
import struct
listener = listen()
tell(port_of(listener))
client = listener.accept()[0]
open(os.environ['connected']).readline()    # before that, connect() itself would fail
client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
client.close()
open(os.environ['reset'], 'w').write('now\n')
PYTHON
  answer PORT
  export PORT
  # shellcheck disable=SC2317 # clients calls it in place of bash's own
  printf() {
    if [[ $1 == SET* ]]; then
      exec {told}<>"$connected"
      echo yes >&"$told"
      read -r -t 10 _ <>"$reset" || true
    fi
    # shellcheck disable=SC2059
    builtin printf "$@"
  }
  export -f printf
  run "$SCRIPTS/clients" alice </dev/null
  unset -f printf
  [ "$status" -eq 1 ]
  [ "$output" = "alice: the server has reset the connection" ]
}

SERVED="alice: connected, SET alice connected
bob: connected, SET bob connected
alice: OK
alice: left
bob: OK
bob: left"

@test "clients -r sends RESP arrays" {
  start_speaker arrays-crash
  run --separate-stderr "$SCRIPTS/clients" -r alice bob </dev/null
  [ "$status" -eq 0 ]
  [ "$(shown)" = "$SERVED" ]
  [ "$stderr" = "" ]
}

@test "clients finds that a server speaks RESP arrays alone" {
  local kind why
  while read -r kind why; do
    start_speaker "$kind"
    run --separate-stderr "$SCRIPTS/clients" alice bob </dev/null
    stop_server
    [ "$status" -eq 0 ]
    [ "$(shown)" = "${SERVED%%alice: OK*}$SERVED" ]
    [ "$stderr" = "alice: $why: all connect anew, and send RESP arrays" ]
  done <<'KINDS'
arrays the server has read the request and not answered
arrays-error -ERR Protocol error
arrays-close the server hung up
KINDS
}

@test "clients that wait in the backlog stay there, and say so" {
  start_program <<'PYTHON'
listener = listen()
tell(port_of(listener))
time.sleep(60)
PYTHON
  answer PORT
  export PORT
  run "$SCRIPTS/clients" alice </dev/null
  [ "$status" -eq 1 ]
  [ "$(shown)" = "alice: connected, SET alice connected
alice: no reply in 3 seconds: not accepted yet: the server serves another client, or it does not accept
alice: no reply in 10 seconds: not accepted yet: the server serves another client, or it does not accept" ]
}

@test "clients takes a reply without a line end, and shows control characters" {
  start_program <<'PYTHON'
listener = listen()
tell(port_of(listener))
client = listener.accept()[0]
client.recv(1000)
client.sendall(b'\033[31mOK')
client.recv(1000)
PYTHON
  answer PORT
  export PORT
  run "$SCRIPTS/clients" alice </dev/null
  [ "$status" -eq 0 ]
  [ "${lines[1]}" = "alice: \$'\E[31mOK'" ]
}

@test "clients -t without tmux names the package" {
  run env PATH="$(only)" "$SCRIPTS/clients" -t
  [ "$status" -eq 77 ]
  [ "${lines[1]}" = "Install it: apt-get install tmux" ]
}

@test "clients -t opens a pane for each" {
  mkdir -p "$BATS_TEST_TMPDIR/fake"
  printf '#!/bin/sh\necho "$*"\n' >"$BATS_TEST_TMPDIR/fake/tmux"
  cp "$BATS_TEST_TMPDIR/fake/tmux" "$BATS_TEST_TMPDIR/fake/redis-cli"
  chmod +x "$BATS_TEST_TMPDIR"/fake/*
  PATH=$BATS_TEST_TMPDIR/fake:$PATH PORT=7000
  export PORT
  TMUX='' run --separate-stderr "$SCRIPTS/clients" -t alice bob
  [ "$status" -eq 0 ]
  [ "$output" = "new-session redis-cli -h 127.0.0.1 -p 7000 ; split-window -h redis-cli -h 127.0.0.1 -p 7000 ; select-layout even-horizontal" ]
  # Within tmux a session would be one in another: tmux refuses that.
  TMUX=/tmp/tmux-0/default,1,0 run --separate-stderr "$SCRIPTS/clients" -t alice
  [ "$output" = "new-window redis-cli -h 127.0.0.1 -p 7000" ]
}

@test "clients -t has room for eight in a small terminal" {
  command -v tmux && command -v script || skip "no tmux or script here"
  mkdir -p "$BATS_TEST_TMPDIR/fake"
  printf '#!/bin/sh\nexec cat\n' >"$BATS_TEST_TMPDIR/fake/redis-cli"
  chmod +x "$BATS_TEST_TMPDIR/fake/redis-cli"
  PATH=$BATS_TEST_TMPDIR/fake:$PATH
  # A tmux of its own, which ends with its last pane.
  export TMUX_TMPDIR=$BATS_TEST_TMPDIR TERM=xterm
  unset TMUX
  mkfifo keys
  script -qec "stty rows 24 cols 80; '$SCRIPTS/clients' -t a b c d e f g h" /dev/null <>keys >/dev/null 3>&- &
  terminal=$!
  until_true 10 eight_panes
  tmux kill-server
  wait "$terminal" || true
}

eight_panes() {
  [ "$(tmux list-panes 2>/dev/null | wc -l)" -eq 8 ]
}

# A kit whose ./lab says whether there is a JDK 25 ($1: 0 there is), and a redis-cli
# and an nc that only say how they were called.
small_kit() {
  kit="$BATS_TEST_TMPDIR/a kit"
  bin=$(only dirname)
  mkdir -p "$kit/scripts"
  cp "$SCRIPTS"/{clients,lib.sh} "$kit/scripts"
  cat >"$kit/lab" <<LAB
#!/usr/bin/env bash
[[ \$1 != --jdk ]] || exit $1
echo "lab \$*"
LAB
  for tool in redis-cli nc; do
    printf '#!/usr/bin/env bash\necho "%s $*"\n' "$tool" >"$bin/$tool"
  done
  chmod +x "$kit/lab" "$bin"/{redis-cli,nc}
  cd "$kit"
  export PORT=7000
}

@test "clients -i is ./lab client where there is a JDK 25, with its own arguments" {
  small_kit 0
  run --separate-stderr env PATH="$bin" scripts/clients -i -- --benchmark "a b"
  [ "$status" -eq 0 ]
  [ "$output" = "lab client --benchmark a b" ]
  [ "$stderr" = "+ ./lab client --benchmark 'a b'" ]
}

@test "clients -i without a JDK 25 is redis-cli, else nc, else says what to install" {
  small_kit 3
  run --separate-stderr env PATH="$bin" scripts/clients -i
  [ "$output" = "redis-cli -h 127.0.0.1 -p 7000" ]
  rm "$bin/redis-cli"
  run --separate-stderr env PATH="$bin" scripts/clients -i
  [ "$output" = "nc 127.0.0.1 7000" ]
  [ "$stderr" = "+ nc 127.0.0.1 7000" ]
  rm "$bin/nc"
  run env PATH="$bin" scripts/clients -i
  [ "$status" -eq 77 ]
  [ "${lines[1]}" = "Install it: apt-get install redis-tools (or netcat-openbsd)" ]
}

@test "clients refuses -i with -t, and a port that is none" {
  run "$SCRIPTS/clients" -it
  [ "$status" -eq 2 ]
  cd "$BATS_TEST_TMPDIR"
  for no_port in 0 06379 99999 '6379; touch x' '$(touch x)'; do
    PORT=$no_port run "$SCRIPTS/clients" -i
    [ "$status" -eq 2 ]
  done
  [ ! -e x ]
}

@test "clients says that a connect() waits, where the queue is full" {
  start_program <<'PYTHON'
listener = socket.create_server(("127.0.0.1", 0), backlog=0)
tell(port_of(listener))
time.sleep(60)
PYTHON
  answer PORT
  export PORT
  "$SCRIPTS/clients" alice bob >out 2>err </dev/null 3>&- &
  clients=$!
  until_true 10 grep -q '^bob: connect() waits: as many clients wait as may' err
  kill "$clients"
  [[ "$(cat out)" =~ ^'alice: connected as :'[0-9]+', SET alice connected'$ ]]
}
