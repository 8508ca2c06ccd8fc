# shellcheck shell=bash
#
# scripts.bash - what the tests of the scripts share: SCRIPTS has the students' tools,
# DEV what builds and tests the kit.

# shellcheck disable=SC2154 # bats' run sets status and lines
SCRIPTS=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
DEV=$SCRIPTS/dev
export SCRIPTS DEV

# Prints a PATH that has these tools, and nothing else.
only() {
  local tool
  mkdir -p "$BATS_TEST_TMPDIR/bin"
  for tool in bash env sed awk grep cut sort tr head cat find id realpath "$@"; do
    ln -sf "$(command -v "$tool")" "$BATS_TEST_TMPDIR/bin/$tool"
  done
  echo "$BATS_TEST_TMPDIR/bin"
}

# A server on a free port: one client at a time, +OK to each line. Its port is $PORT,
# its PID $server. Its address is $1, else 127.0.0.1.
start_server() {
  local port_file=$BATS_TEST_TMPDIR/port
  mkfifo "$port_file"
  python3 -c '
import socket, sys
listener = socket.socket(socket.AF_INET6 if ":" in sys.argv[2] else socket.AF_INET)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind((sys.argv[2], 0))
listener.listen()
open(sys.argv[1], "w").write(str(listener.getsockname()[1]) + "\n")
while True:
    client = listener.accept()[0]
    with client, client.makefile("rb") as lines:
        try:
            for line in lines:
                client.sendall(b"+OK\r\n")
        except OSError:
            pass
' "$port_file" "${1:-127.0.0.1}" 3>&- &
  server=$!
  read_line PORT "$port_file"
  export PORT
}

# A server of one language, which speaks.py explains. Its port is $PORT, its PID $server.
start_speaker() {
  local port_file=$BATS_TEST_TMPDIR/port
  rm -f "$port_file"
  mkfifo "$port_file"
  python3 "$SCRIPTS/../src/cli/src/test/servers/speaks.py" "$1" >"$port_file" 3>&- &
  server=$!
  read_line PORT "$port_file"
  export PORT
}

# Starts a Python program in the background. It tells us words by tell(…), which
# answer gets, one a call. Its PID is $program.
start_program() {
  told=$BATS_TEST_TMPDIR/told
  rm -f "$told"
  mkfifo "$told"
  {
    echo 'import ctypes, os, signal, socket, sys, time'
    # Its children end with it: 1 is PR_SET_PDEATHSIG.
    echo 'os.register_at_fork(after_in_child='
    echo '    lambda: ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0))'
    echo "told = open('$told', 'w')"
    echo 'def tell(*words): print(*words, file=told, flush=True)'
    echo 'def listen(port=0, host="127.0.0.1"):'
    echo '    return socket.create_server((host, port))'
    echo 'def port_of(listener): return listener.getsockname()[1]'
    cat
  } >"$BATS_TEST_TMPDIR/program.py"
  PYTHONPATH='' python3 "$BATS_TEST_TMPDIR/program.py" 3>&- &
  program=$!
  exec {answers}<>"$told"
}

answer() {
  read -r -t 10 -u "$answers" "$@"
}

# read_line NAME FILE: waits for the line that somebody will write, 10 s at most.
read_line() {
  read -r -t 10 "$1" <>"$2"
}

# A program whose main thread has ended, as a zombie, and whose other thread listens
# on $at until SIGTERM.
start_headless() {
  start_program <<'PYTHON'
import threading
listener = listen()
tell(port_of(listener))
threading.Thread(target=lambda: [time.sleep(60)]).start()
SYS_exit = 60 if os.uname().machine == 'x86_64' else 93     # of this thread alone
ctypes.CDLL(None).syscall(SYS_exit, 0)
PYTHON
  answer at
  until_true 10 grep -q '^State:.Z' "/proc/$program/status"
}

# From now on ss is there, but fails, as in a sandbox without netlink.
forbid_ss() {
  mkdir -p "$BATS_TEST_TMPDIR/forbidden"
  printf '#!/bin/sh\necho "Cannot open netlink socket: Permission denied" >&2\nexit 255\n' \
    >"$BATS_TEST_TMPDIR/forbidden/ss"
  chmod +x "$BATS_TEST_TMPDIR/forbidden/ss"
  PATH=$BATS_TEST_TMPDIR/forbidden:$PATH
}

end_program() {
  if [[ ${program:-} ]]; then
    kill -KILL "$program" 2>/dev/null || true
    wait "$program" 2>/dev/null || true
  fi
}

# A port on which nobody listens, and nobody has just now.
free_port() {
  python3 -c 'import socket; print(socket.create_server(("127.0.0.1", 0)).getsockname()[1])'
}

# Lets an ordinary user read the scripts, wherever they lie: run_as_nobody SCRIPT.
let_nobody_in() {
  [ "$(id -u)" -eq 0 ] || skip "only root can be another user, too"
  open_folder=$(mktemp -d /tmp/scripts.XXXXXX)
  cp -r "$SCRIPTS" "$open_folder/scripts"
  chmod -R go+rX "$open_folder"
  cd /
}

run_as_nobody() {
  run --separate-stderr setpriv --reuid=65534 --regid=65534 --clear-groups \
    "$open_folder/scripts/$1" "${@:2}"
}

keep_nobody_out() {
  [[ ! ${open_folder:-} ]] || rm -rf "$open_folder"
}

stop_server() {
  if [[ ${server:-} ]]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
}

# until_true 10 COMMAND: false when COMMAND isn't true within 10 seconds.
until_true() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < end)) || return 1
    read -r -t 0.02 <> <(:) || true
  done
}

# What no script may take for a port, and must not run.
# shellcheck disable=SC2016,SC2154 # not to be expanded; run sets status and lines
refuses_what_is_no_port() {
  local no_port
  cd "$BATS_TEST_TMPDIR" || return
  # shellcheck disable=SC2016 # nothing of it must expand
  for no_port in '' 0 06379 65536 99999 -1 6379x ' 6379' $'6379\n' '6379; touch x' '$(touch x)' '*'; do
    run "$SCRIPTS/$1" "${@:2}" -- "$no_port"
    [ "$status" -eq 2 ]
    [[ "${lines[0]}" == "$1: no port: "* ]]
    run env PORT="${no_port:-0}" "$SCRIPTS/$1" "${@:2}"
    [ "$status" -eq 2 ]
  done
  [ ! -e x ]
}
