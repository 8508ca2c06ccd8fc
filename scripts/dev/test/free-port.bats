#!/usr/bin/env bats
# shellcheck disable=SC2154 # load sets server, run sets stderr

bats_require_minimum_version 1.5.0

setup() {
  load scripts.bash
}

teardown() {
  stop_server
  end_program
  keep_nobody_out
}

@test "free-port -h prints its header" {
  run "$SCRIPTS/free-port" -h
  [ "$status" -eq 0 ]
  [ "${lines[0]}" = "free-port - end the process that holds a TCP port." ]
  [[ "$output" == *"2 bad usage, 77 tool missing" ]]
}

@test "free-port refuses an unknown option, no seconds, two ports, and what is no port" {
  for wrong in -x --no -t "-t x" "-t 1000" "-t 01" "1 2"; do
    # shellcheck disable=SC2086 # words on purpose
    run "$SCRIPTS/free-port" $wrong
    [ "$status" -eq 2 ]
  done
  refuses_what_is_no_port free-port --yes
}

@test "free-port without find names the package" {
  bin=$(only)
  rm "$bin/find"
  run env PATH="$bin" "$SCRIPTS/free-port" --yes "$(free_port)"
  [ "$status" -eq 77 ]
  [ "${lines[1]}" = "Install it: apt-get install findutils" ]
}

@test "free-port of a port that is free has nothing to do, and nothing to ask" {
  at=$(free_port)
  run "$SCRIPTS/free-port" "$at" </dev/null
  [ "$status" -eq 0 ]
  [ "$output" = "port $at is free" ]
}

@test "free-port shows the holder, then the command, and ends it by SIGTERM" {
  start_server
  run "$SCRIPTS/free-port" --yes
  [ "$status" -eq 0 ]
  [ "$output" = "$server $(id -nu) 127.0.0.1:$PORT python3
+ kill -TERM $server
port $PORT is free" ]
  status=0
  wait "$server" || status=$?
  [ "$status" -eq $((128 + 15)) ]
  server=
}

@test "free-port needs no tool but find" {
  start_server
  run env PATH="$(only)" "$SCRIPTS/free-port" -y "$PORT"
  [ "$status" -eq 0 ]
}

@test "free-port without a terminal and without --yes ends nothing" {
  start_server
  run "$SCRIPTS/free-port" </dev/null
  [ "$status" -eq 2 ]
  [[ "$output" == *"Nothing was ended; in scripts say --yes" ]]
  run "$SCRIPTS/free-port" < <(echo y)
  [ "$status" -eq 2 ]
  kill -0 "$server"
}

# On a terminal of its own, by script(1), with this typed.
typed() {
  run timeout 20 script -qec "$SCRIPTS/free-port $PORT" /dev/null < <(printf '%b' "$1")
  output=${output//$'\r'/}
}

@test "free-port asks on a terminal, and takes only y for a yes" {
  command -v script || skip "no script(1) here"
  start_server
  for no in 'n\n' '\n' 'yy\n' '\004'; do
    typed "$no"
    [ "$status" -eq 1 ]
    [[ "$output" == *"End $server? [y/N] "*"Nothing was ended."* ]]
    kill -0 "$server"
  done
  typed 'y\n'
  [ "$status" -eq 0 ]
  [[ "$output" == *"+ kill -TERM $server"*"port $PORT is free"* ]]
}

@test "free-port kills who ignores SIGTERM, after the wait" {
  start_program <<'PYTHON'
signal.signal(signal.SIGTERM, signal.SIG_IGN)
listener = listen()
tell(port_of(listener))
while True: signal.pause()
PYTHON
  answer at
  run "$SCRIPTS/free-port" --yes -t 1 "$at"
  [ "$status" -eq 0 ]
  [[ "$output" == *"+ kill -TERM $program
+ kill -KILL $program
port $at is free" ]]
}

@test "free-port does not kill who lets go of the port at SIGTERM, and tidies up" {
  start_program <<'PYTHON'
listener = listen()
signal.signal(signal.SIGTERM, lambda *_: listener.close())
tell(port_of(listener))
while True: signal.pause()
PYTHON
  answer at
  run "$SCRIPTS/free-port" --yes "$at"
  [ "$status" -eq 0 ]
  [[ "$output" != *KILL* ]]
  kill -0 "$program"
}

@test "free-port says that a stopped process has its SIGTERM only later" {
  start_program <<'PYTHON'
listener = listen()
tell(port_of(listener))
os.kill(os.getpid(), signal.SIGSTOP)
PYTHON
  answer at
  until_true 10 grep -q '^State:.T' "/proc/$program/status"
  run "$SCRIPTS/free-port" --yes -t 1 "$at"
  [ "$status" -eq 0 ]
  [[ "$output" == *"PID $program is stopped: SIGTERM reaches it only when it goes on"*"+ kill -KILL $program"* ]]
}

@test "free-port ends all that share a socket" {
  start_program <<'PYTHON'
listener = listen()
for _ in range(3):
    if os.fork() == 0:
        signal.pause()
tell(port_of(listener))
signal.pause()
PYTHON
  answer at
  run "$SCRIPTS/free-port" --yes "$at"
  [ "$status" -eq 0 ]
  [ "$(grep -c '^+ kill -TERM' <<<"$output")" -eq 4 ]
}

@test "free-port ends a process whose main thread has ended, by SIGTERM" {
  start_headless
  run "$SCRIPTS/free-port" --yes "$at"
  [ "$status" -eq 0 ]
  [ "$output" = "$program $(id -nu) 127.0.0.1:$at python3
+ kill -TERM $program
port $at is free" ]
}

@test "free-port leaves alone who was started again, and names its parent" {
  start_program <<'PYTHON'
# A supervisor, and its server, which starts anew as soon as it has ended.
first = listen()
port = port_of(first)
first.close()
while True:
    server = os.fork()
    if server == 0:
        listener = listen(port)
        tell(port, os.getpid())
        signal.pause()
    os.waitpid(server, 0)
PYTHON
  # Now and then free-port looks between the two: then the port is free indeed.
  answer at next
  for ((i = 0; i < 20; i++)); do
    ended=$next
    run "$SCRIPTS/free-port" --yes "$at"
    answer at next
    [[ "$output" == *"+ kill -TERM $ended"* ]]
    [ "$(grep -c '^+ kill' <<<"$output")" -eq 1 ]
    kill -0 "$next"
    [ "$status" -eq 0 ] || break
  done
  [ "$status" -eq 1 ]
  [[ "$output" == *"port $at is held by python3 (PID $next) now. It was not shown, and is left alone.
Its parent, python3 (PID $program), may have started it again: end that first." ]]
}

@test "free-port does not end what it was started from" {
  start_program <<'PYTHON'
import subprocess
listener = listen()
signal.signal(signal.SIGTERM, signal.SIG_DFL)
done = subprocess.run(['bash', '-c', '"$SCRIPTS/free-port" --yes "$0"; exit $?', str(port_of(listener))],
                      stdin=subprocess.DEVNULL, capture_output=True, text=True)
tell(done.returncode, done.stderr.replace('\n', '|'))
signal.pause()
PYTHON
  answer status output
  [ "$status" -eq 1 ]
  [[ "$output" == *"|PID $program is what this script was started from: it does not end itself.|"*"|Nothing was ended.|" ]]
}

@test "free-port does not end what it inherited the port from, nor itself" {
  start_program <<'PYTHON'
import subprocess
listener = listen()
os.set_inheritable(listener.fileno(), True)
done = subprocess.run([os.environ['SCRIPTS'] + '/free-port', '--yes', str(port_of(listener))],
                      close_fds=False, stdin=subprocess.DEVNULL, capture_output=True, text=True)
tell(done.returncode, done.stderr.replace('\n', '|'))
signal.pause()
PYTHON
  answer status output
  [ "$status" -eq 1 ]
  [[ "$output" != *"+ kill"* ]]
}

@test "root's free-port ends root's own only: it names the owner, and what to type" {
  let_nobody_in
  start_program <<'PYTHON'
listener = listen()
os.setgid(65534)
os.setuid(65534)
tell(port_of(listener))
signal.pause()
PYTHON
  answer at
  run "$SCRIPTS/free-port" --yes "$at"
  [ "$status" -eq 1 ]
  [ "$output" = "$program nobody 127.0.0.1:$at python3
PID $program is not root's: free-port ends none but your own.
If it has to end: sudo -u nobody kill -TERM $program
Nothing was ended." ]
  kill -0 "$program"
}

@test "an ordinary user's free-port leaves root's holder alone, and says whose it is" {
  let_nobody_in
  start_server
  run_as_nobody free-port --yes "$PORT"
  [ "$status" -eq 1 ]
  [[ "$stderr" == "- root 127.0.0.1:$PORT -
Its process can't be seen by nobody: root made the socket.
See which: sudo "*"/port $PORT
Nothing was ended." ]]
  kill -0 "$server"
}

@test "an ordinary user frees a port of their own" {
  let_nobody_in
  start_program <<'PYTHON'
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
PR_SET_DUMPABLE = 4      # after setuid(2) /proc would be root's until the next exec
ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)
listener = listen()
tell(port_of(listener))
signal.pause()
PYTHON
  answer at
  run_as_nobody free-port --yes "$at"
  [ "$status" -eq 0 ]
}
