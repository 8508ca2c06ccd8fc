#!/usr/bin/env bats
#
# get-jdk, with a small archive from a server of its own, and an apt-get that only
# notes what it was asked.
# shellcheck disable=SC2154 # run sets stderr

bats_require_minimum_version 1.5.0

setup() {
  load scripts.bash
  cd "$BATS_TEST_TMPDIR"
  mkdir served fake
  jdk 25.0.7
  serve
  export LAB_JDK_URL="http://127.0.0.1:$PORT/jdk.tar.gz"
  without_index
}

teardown() {
  stop_server
}

# jdk VERSION: an archive whose compiler says that it is of this version, and its sum.
jdk() {
  mkdir -p "build/jdk-$1/bin"
  printf '#!/bin/sh\necho "javac %s"\n' "$1" >"build/jdk-$1/bin/javac"
  printf '#!/bin/sh\necho "java: $*"\n' >"build/jdk-$1/bin/java"
  chmod +x "build/jdk-$1/bin/"*
  echo "JAVA_VERSION=\"$1\"" >"build/jdk-$1/release"
  tar -C build -czf served/jdk.tar.gz "jdk-$1"
  rm -r build
  (cd served && sha256sum jdk.tar.gz >jdk.tar.gz.sha256.txt)
}

# Serves the folder "served". A file that begins with "broken" ends in the middle; "moved"
# is elsewhere, as Temurin's newest is.
serve() {
  mkfifo port
  python3 -c '
import functools, http.server, sys

class Server(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        if "broken" in self.path and not self.path.endswith(".txt"):
            self.send_response(200)
            self.send_header("Content-Length", "1000000")
            self.end_headers()
            self.wfile.write(b"the beginning")
        elif self.path == "/moved":
            self.send_response(307)
            self.send_header("Location", "http://127.0.0.1:%d/jdk.tar.gz" % self.server.server_port)
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Server, directory="served"))
open("port", "w").write("%d\n" % server.server_port)
server.serve_forever()
' 3>&- &
  server=$!
  read_line PORT port
}

# A distribution whose index has no JDK 25, as Debian 12's. $1, if given: it has one.
without_index() {
  printf '#!/bin/sh\necho "%s"\n' "${1:-}" >fake/apt-cache
  cat >fake/apt-get <<APT
#!/bin/sh
echo "apt-get \$*" >>"$BATS_TEST_TMPDIR/asked"
APT
  chmod +x fake/*
  PATH=$BATS_TEST_TMPDIR/fake:$PATH
}

# Whoever runs these tests: id says who get-jdk believes to be.
as() {
  printf '#!/bin/sh\necho %s\n' "$1" >fake/id
  chmod +x fake/id
}

# left: what lies in the folder; a download that failed leaves nothing.
left() {
  ls -A jdks 2>/dev/null || true
}

@test "get-jdk -y downloads, verifies, unpacks and tries a JDK, and lab takes it" {
  run --separate-stderr "$DEV/get-jdk" -y jdks
  [ "$status" -eq 0 ]
  [ -z "$output" ]
  [ "${stderr_lines[0]}" = "+ curl $LAB_JDK_URL" ]
  [ "${stderr_lines[1]}" = "A JDK 25 lies in jdks/jdk-25.0.7" ]
  [ "$(left)" = "jdk-25.0.7" ]
  run env -u JAVA_HOME LAB_JDKS="$PWD/jdks" PATH="$(only readlink dirname):$PWD/fake" "$SCRIPTS/../lab" --jdk
  [ "$output" = "$PWD/jdks/jdk-25.0.7" ]
}

@test "get-jdk follows Temurin's address to the archive, and verifies it there" {
  sed 's|^  url=https://.*|  url=http://127.0.0.1:'"$PORT"'/moved|' "$DEV/get-jdk" >moved
  mkdir -p scripts/dev
  cp "$SCRIPTS/lib.sh" scripts
  mv moved scripts/dev/get-jdk
  run env -u LAB_JDK_URL bash scripts/dev/get-jdk -y jdks
  [ "$status" -eq 0 ]
  [ "${lines[0]}" = "+ curl $LAB_JDK_URL" ]
}

@test "get-jdk refuses an archive that is not what was published" {
  echo "$(printf %064d 7)  jdk.tar.gz" >served/jdk.tar.gz.sha256.txt
  run "$DEV/get-jdk" -y jdks
  [ "$status" -eq 3 ]
  [[ "$output" == *"is not what was published: its SHA-256 differs"* ]]
  [[ "$output" == *"published: $(printf %064d 7)"* ]]
  [ -z "$(left)" ]
}

@test "get-jdk says that a download broke, and keeps nothing of it" {
  cp served/jdk.tar.gz.sha256.txt served/broken.tar.gz.sha256.txt
  LAB_JDK_URL=http://127.0.0.1:$PORT/broken.tar.gz run "$DEV/get-jdk" -y jdks
  [ "$status" -eq 3 ]
  [[ "$output" == *"broken.tar.gz broke (curl: 18)"* ]]
  [ -z "$(left)" ]
}

@test "get-jdk says that there is no network, and what else to do" {
  LAB_JDK_URL=http://127.0.0.1:1/jdk.tar.gz run "$DEV/get-jdk" -y jdks
  [ "$status" -eq 3 ]
  [[ "$output" == *"no way to http://127.0.0.1:1/jdk.tar.gz.sha256.txt (curl: 7)"* ]]
  [[ "$output" == *"make shell"*"JAVA_HOME"* ]]
  [ -z "$(left)" ]
}

@test "get-jdk says that there is no such file" {
  LAB_JDK_URL=http://127.0.0.1:$PORT/other.tar.gz run "$DEV/get-jdk" -y jdks
  [ "$status" -eq 3 ]
  [[ "$output" == *"the server has no such file"* ]]
}

@test "get-jdk refuses another version, what can't run here, and what is no archive" {
  jdk 21.0.4
  run "$DEV/get-jdk" -y jdks
  [ "$status" -eq 3 ]
  [[ "$output" == *"it is no JDK 25: javac 21.0.4"* ]]
  echo "not an archive" >served/jdk.tar.gz
  (cd served && sha256sum jdk.tar.gz >jdk.tar.gz.sha256.txt)
  run "$DEV/get-jdk" -y jdks
  [ "$status" -eq 3 ]
  [[ "$output" == *"can't be unpacked"* ]]
  [ -z "$(left)" ]
}

@test "get-jdk installs the distribution's package for root, where its index has one" {
  as 0
  without_index 'openjdk-25-jdk-headless - OpenJDK Development Kit'
  run "$DEV/get-jdk" -y jdks
  [ "$status" -eq 0 ]
  [ "$(cat asked)" = "apt-get install -qq --no-install-recommends openjdk-25-jdk-headless" ]
  [ -z "$(left)" ]
}

@test "get-jdk names no package that is not in the index" {
  as 0
  run "$DEV/get-jdk" -n jdks
  [ "$status" -eq 1 ]
  [[ "$output" == "Get one:   "*"lab --yes "* ]]
  [[ "$output" != *openjdk-25* ]]
  [[ "$output" == *"a Temurin 25"*"$LAB_JDK_URL"* ]]
  without_index 'openjdk-25-jdk-headless - OpenJDK Development Kit'
  as 1000
  run "$DEV/get-jdk" -n jdks
  [[ "$output" == *"sudo apt-get install openjdk-25-jdk-headless"* ]]
}

@test "get-jdk asks, and takes nothing but yes for yes" {
  for answer in '' n yonder; do
    [[ $answer == yonder ]] && expected=0 || expected=1
    run "$DEV/get-jdk" jdks <<<"$answer"
    [ "$status" -eq "$expected" ]
    [[ "$output" == "Get one now: a Temurin 25"* ]]
  done
}
