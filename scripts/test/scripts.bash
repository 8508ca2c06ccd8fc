# shellcheck shell=bash
#
# scripts.bash - what the tests of the scripts share.

# shellcheck disable=SC2034 # the tests use it
SCRIPTS=$(cd "$BATS_TEST_DIRNAME/.." && pwd)

# Prints a PATH that has these tools, and nothing else.
only() {
  local tool
  mkdir -p "$BATS_TEST_TMPDIR/bin"
  for tool in bash env sed awk grep cut sort tr head cat "$@"; do
    ln -sf "$(command -v "$tool")" "$BATS_TEST_TMPDIR/bin/$tool"
  done
  echo "$BATS_TEST_TMPDIR/bin"
}

# A server on a free port: one client at a time, +OK to each line. Its port is $PORT,
# its PID $server.
start_server() {
  local port_file=$BATS_TEST_TMPDIR/port
  mkfifo "$port_file"
  python3 -c '
import socket, sys
listener = socket.create_server(("127.0.0.1", 0))
open(sys.argv[1], "w").write(str(listener.getsockname()[1]) + "\n")
while True:
    client = listener.accept()[0]
    with client, client.makefile("rb") as lines:
        try:
            for line in lines:
                client.sendall(b"+OK\r\n")
        except OSError:
            pass
' "$port_file" 3>&- &
  server=$!
  read -r -t 10 PORT <"$port_file"
  export PORT
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
  done
}
