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

user() {
  id -nu
}

@test "port -h prints its header" {
  run "$SCRIPTS/port" -h
  [ "$status" -eq 0 ]
  [ "${lines[0]}" = "port - who holds a TCP port." ]
  [[ "$output" == *"EXIT:  0 held, 1 free, 2 bad usage, 74 output lost, 77 tool missing" ]]
}

@test "port refuses an unknown option, another tool, two ports, and what is no port" {
  run "$SCRIPTS/port" -x
  [ "$status" -eq 2 ]
  [ "${lines[0]}" = "port: no option -x" ]
  run "$SCRIPTS/port" -w
  [ "$status" -eq 2 ]
  run "$SCRIPTS/port" -w 'ss; touch x'
  [ "$status" -eq 2 ]
  [ "${lines[0]}" = "port: by netstat, ss, lsof or proc, not by 'ss; touch x'" ]
  run "$SCRIPTS/port" 1 2
  [ "$status" -eq 2 ]
  refuses_what_is_no_port port
}

@test "port prints PID, user, address and command to stdout, the tool's command to stderr" {
  start_server
  run --separate-stderr "$SCRIPTS/port"
  [ "$status" -eq 0 ]
  [ "$output" = "$server $(user) 127.0.0.1:$PORT python3" ]
  [ "$stderr" = "+ ss -Hltnp 'sport = :$PORT'" ]
}

@test "all tools give the same answer, also where just that one is installed" {
  start_server
  for tool in ss netstat lsof; do
    command -v "$tool" >/dev/null || continue
    run --separate-stderr "$SCRIPTS/port" -w "$tool" "$PORT"
    [ "$status" -eq 0 ]
    [ "$output" = "$server $(user) 127.0.0.1:$PORT python3" ]
    [[ "$stderr" == "+ $tool "* ]]
    run --separate-stderr env PATH="$(only "$tool")" "$SCRIPTS/port" "$PORT"
    [ "$output" = "$server $(user) 127.0.0.1:$PORT python3" ]
    [[ "$stderr" == "+ $tool "* ]]
    rm "$BATS_TEST_TMPDIR/bin/$tool"
  done
}

@test "port by hand needs no tool, and shows its steps" {
  start_server
  run --separate-stderr env PATH="$(only)" "$SCRIPTS/port" "$PORT"
  [ "$status" -eq 0 ]
  [ "$output" = "$server $(user) 127.0.0.1:$PORT python3" ]
  hex=$(printf %04X "$PORT")
  inode=$(sed -n "s/^ *[0-9]*: 0100007F:$hex .* 0A .* 0 *\([0-9]*\) 1 [0-9a-f]* .*/\1/p" /proc/net/tcp)
  [[ "$stderr" == *"+ printf '%04X' $PORT"*"$hex"*"0100007F:$hex 0A $(id -u) $inode"* ]]
  [[ "$stderr" == *"/proc/$server/fd/"*" -> socket:[$inode]" ]]
}

@test "port -w with a tool that is missing names the package" {
  for tool in "ss iproute2" "netstat net-tools" "lsof lsof"; do
    run env PATH="$(only)" "$SCRIPTS/port" -w "${tool% *}"
    [ "$status" -eq 77 ]
    [ "${lines[1]}" = "Install it: apt-get install ${tool#* }" ]
  done
}

@test "port says that nobody listens" {
  run --separate-stderr "$SCRIPTS/port" "$(free_port)"
  [ "$status" -eq 1 ]
  [ -z "$output" ]
  [[ "$stderr" == *"Nobody listens on port "* ]]
}

@test "port names listeners of IPv6, of IPv4 inside it, and of all addresses" {
  [ -e /proc/net/tcp6 ] || skip "no IPv6 here"
  start_program <<'PYTHON'
for address in '::1', '::ffff:127.0.0.1', '::', '::ffff:127.0.0.2':
    s = socket.socket(socket.AF_INET6)
    s.bind((address, 0))
    s.listen()
    tell(port_of(s))
    globals()[address] = s
tell(port_of(listen(host='0.0.0.0')))
time.sleep(60)
PYTHON
  for address in '[::1]' '[::ffff:127.0.0.1]' '[::]' '[::ffff:127.0.0.2]'; do
    answer at
    for tool in ss netstat lsof proc; do
      [ $tool = proc ] || command -v "$tool" >/dev/null || continue
      run --separate-stderr "$SCRIPTS/port" -w "$tool" "$at"
      [ "$output" = "$program $(user) $address:$at python3" ]
    done
  done
}

@test "port does not take 16379 for 6379, nor a peer's port, nor a client's own" {
  # A port, one that begins with it, and one that ends with it; and a client that
  # comes from the port (through another address), whose peer then has it, too.
  start_program <<'PYTHON'
import random
while True:
    port = random.randrange(2000, 5500)
    try:
        others = [listen(port * 10 + 3), listen(int('1%d' % port)), listen(host='127.0.0.2')]
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        client.bind(('127.0.0.3', port))
        client.connect(others[2].getsockname())
        peer = others[2].accept()
        break
    except OSError:
        pass
tell(port)
time.sleep(60)
PYTHON
  answer at
  for tool in ss netstat lsof proc; do
    [ $tool = proc ] || command -v "$tool" >/dev/null || continue
    run --separate-stderr "$SCRIPTS/port" -w "$tool" "$at"
    [ "$status" -eq 1 ]
    [ -z "$output" ]
  done
  [[ "$stderr" == *"Connections of port $at linger:"$'\n'"  1 ESTAB"* ]]
}

@test "port names all that share a socket" {
  start_program <<'PYTHON'
listener = listen()
child = os.fork()
if child == 0:
    signal.pause()
tell(port_of(listener), child)
signal.pause()
PYTHON
  answer at child
  for tool in ss netstat lsof proc; do
    [ $tool = proc ] || command -v "$tool" >/dev/null || continue
    run --separate-stderr "$SCRIPTS/port" -w "$tool" "$at"
    [ "${#lines[@]}" -eq 2 ]
    [[ "$output" == *"$program $(user) 127.0.0.1:$at python3"* ]]
    [[ "$output" == *"$child $(user) 127.0.0.1:$at python3"* ]]
  done
  kill "$child"
}

@test "port names the holder where ss may not ask the kernel, and shows that it may not" {
  start_server
  forbid_ss
  run --separate-stderr "$SCRIPTS/port"
  [ "$status" -eq 0 ]
  [ "$output" = "$server $(user) 127.0.0.1:$PORT python3" ]
  [ "$stderr" = "+ ss -Hltnp 'sport = :$PORT'
Cannot open netlink socket: Permission denied" ]
}

@test "port names a process whose main thread has ended; by hand it finds the other" {
  start_headless
  for tool in ss netstat lsof proc; do
    [ $tool = proc ] || command -v "$tool" >/dev/null || continue
    run --separate-stderr "$SCRIPTS/port" -w "$tool" "$at"
    [ "$status" -eq 0 ]
    [ "$output" = "$program $(user) 127.0.0.1:$at python3" ]
  done
  [[ "$stderr" == *"/proc/$program/task/"[0-9]*"/fd/"[0-9]*" -> socket:["*"]" ]]
}

@test "port is not deceived by a name that looks like a PID, or like a line" {
  start_program <<'PYTHON'
PR_SET_NAME = 15
for name in b'",pid=1,fd=3)', b'\n1 root x', b'a) R 1 1 1 1', b'\x1b[2J':
    if os.fork() == 0:
        listener = listen()
        ctypes.CDLL(None).prctl(PR_SET_NAME, name, 0, 0, 0)
        tell(name[-1], os.getpid(), port_of(listener))
        signal.pause()
signal.pause()
PYTHON
  declare -A names=([41]='",pid=1,fd=3)' [120]='?1 root x' [49]='a) R 1 1 1 1' [74]='?[2J')
  for _ in 1 2 3 4; do
    answer last pid at
    name=${names[$last]}
    for tool in ss netstat lsof proc; do
      [ $tool = proc ] || command -v "$tool" >/dev/null || continue
      run --separate-stderr "$SCRIPTS/port" -w "$tool" "$at"
      [ "$output" = "$pid $(user) 127.0.0.1:$at $name" ]
    done
  done
}

@test "port says what lingers where nobody listens" {
  start_program <<'PYTHON'
listener = listen()
port = port_of(listener)
alice = socket.create_connection(('127.0.0.1', port))
bob = socket.create_connection(('127.0.0.1', port))
with_alice, with_bob = listener.accept()[0], listener.accept()[0]
with_alice.close()          # the server's end closes first: TIME_WAIT is its own
alice.recv(1)
alice.close()
bob.close()
with_bob.recv(1)            # bob has left, and the server has not closed: CLOSE_WAIT
listener.close()
tell(port)
signal.pause()
PYTHON
  answer at
  run --separate-stderr "$SCRIPTS/port" "$at"
  [ "$status" -eq 1 ]
  [[ "$stderr" == *"Connections of port $at linger:"$'\n'"  1 TIME_WAIT"$'\n'"  1 CLOSE_WAIT"* ]]
  [[ "$stderr" == *"gets EADDRINUSE"*"within 60 s"* ]]
}

@test "an ordinary user is told whose the port is, and what to type" {
  let_nobody_in
  start_server
  for tool in ss netstat lsof proc; do
    [ $tool = proc ] || command -v "$tool" >/dev/null || continue
    run_as_nobody port -w "$tool" "$PORT"
    [ "$status" -eq 0 ]
    [ "$output" = "- root 127.0.0.1:$PORT -" ]
    [[ "$stderr" == *"can't be seen by nobody: root made the socket."$'\n'"See which: sudo "* ]]
  done
}

@test "an ordinary user sees a server of their own" {
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
  run_as_nobody port "$at"
  [ "$output" = "$program nobody 127.0.0.1:$at python3" ]
}
