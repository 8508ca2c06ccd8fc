#!/usr/bin/env bats
# shellcheck disable=SC2154 # run sets stderr
#
# with-docker, image, container-shell and run-tests: what needs an engine.

bats_require_minimum_version 1.5.0

setup() {
  load scripts.bash
  UP=$BATS_TEST_TMPDIR/up
  export UP
}

# An engine that was left behind fails its test, and is not left behind by that.
teardown() {
  if [[ -e $UP ]]; then
    kill "$(cat "$UP")" 2>/dev/null || true
  fi
}

# A PATH whose docker gets an answer while there is the file $UP.
with_client() {
  only mktemp rm setsid tail timeout "$@" >/dev/null
  program docker <<<'[ -e "$UP" ]'
  echo "$BATS_TEST_TMPDIR/bin"
}

# program NAME: a shell script of this name, from standard input.
program() {
  local file=$BATS_TEST_TMPDIR/bin/$1
  rm -f "$file"
  { echo '#!/usr/bin/env bash' && cat; } >"$file"
  chmod +x "$file"
}

# An engine that comes up, and goes at SIGTERM.
with_engine() {
  with_client sleep mv >/dev/null
  program dockerd <<'DOCKERD'
trap 'kill $!; rm "$UP"; exit' TERM
sleep infinity &
echo $$ >"$UP.half"
mv "$UP.half" "$UP"
wait
DOCKERD
  mkdir -p "$BATS_TEST_TMPDIR/tmp"
  echo "$BATS_TEST_TMPDIR/bin"
}

needs_engine() {
  [[ ${LAB_ENGINE:-} == there ]] || skip "no Docker engine: make test has one"
}

@test "the scripts around Docker print their headers at -h" {
  for script in with-docker image container-shell run-tests test-scripts; do
    run "$DEV/$script" -h
    [ "$status" -eq 0 ]
    [[ ${lines[0]} == "$script - "* ]]
  done
}

@test "they refuse an unknown option, and arguments where none are meant" {
  for script in with-docker image container-shell; do
    run "$DEV/$script" -x
    [ "$status" -eq 2 ]
    [ "${lines[0]}" = "$script: no option -x" ]
  done
  run "$DEV/with-docker"
  [ "$status" -eq 2 ]
  [ "${lines[0]}" = "with-docker: which command?" ]
  for script in image run-tests test-scripts; do
    run "$DEV/$script" 'lunch; echo too'
    [ "$status" -eq 2 ]
    [ "${lines[0]}" = "$script: no arguments" ]
  done
}

@test "without docker they name the package" {
  for script in 'with-docker true' image container-shell; do
    # shellcheck disable=SC2086 # a script, and its argument if it needs one
    run env PATH="$(only)" "$DEV"/$script
    [ "$status" -eq 77 ]
    [ "${lines[1]}" = "Install it: apt-get install docker.io" ]
  done
}

@test "image and container-shell without an engine say how to get one" {
  for script in image container-shell; do
    run env PATH="$(with_client)" DOCKER_HOST=unix:///nowhere "$DEV/$script"
    [ "$status" -eq 77 ]
    [ "${lines[0]}" = "image: no Docker engine answers at unix:///nowhere" ]
    [[ ${lines[1]} == *"sudo scripts/dev/with-docker scripts/dev/image" ]]
  done
}

@test "with-docker only tells an ordinary user, and starts nothing" {
  bin=$(with_engine)
  program id <<<'echo 1000'
  run env PATH="$bin" DOCKER_HOST=unix:///nowhere "$DEV/with-docker" echo ran
  [ "$status" -eq 77 ]
  [ "${lines[1]}" = "Start yours, then try again: sudo systemctl start docker" ]
  [ ! -e "$UP" ]
}

@test "with-docker takes the engine that is there, and exits as the command does" {
  bin=$(with_client)
  touch "$UP"
  run --separate-stderr env PATH="$bin" "$DEV/with-docker" bash -c 'echo "$1"; exit 7' - '$(ran)'
  [ "$status" -eq 7 ]
  [ "$output" = '$(ran)' ]
  [ -z "$stderr" ]
}

@test "with-docker starts an engine for the command, and stops it: nothing stays" {
  bin=$(with_engine)
  program id <<<'echo 0'
  run --separate-stderr env PATH="$bin" TMPDIR="$BATS_TEST_TMPDIR/tmp" \
    "$DEV/with-docker" bash -c 'echo "$DOCKER_HOST"; cat "$UP"; exit 7' 3>&-
  [ "$status" -eq 7 ]
  [[ ${lines[0]} == unix://$BATS_TEST_TMPDIR/tmp/*/docker.sock ]]
  [[ $stderr == *"+ dockerd --host ${lines[0]} "* ]]
  engine=${lines[1]}
  [ ! -d "/proc/$engine" ]
  [ ! -e "$UP" ]
  [ -z "$(ls "$BATS_TEST_TMPDIR/tmp")" ]
}

@test "with-docker stops its engine when it is ended in the middle" {
  bin=$(with_engine)
  program id <<<'echo 0'
  mkfifo "$BATS_TEST_TMPDIR/begun"
  env PATH="$bin" TMPDIR="$BATS_TEST_TMPDIR/tmp" "$DEV/with-docker" \
    bash -c 'echo $$ >"$1"; read -r _ <> <(:)' - "$BATS_TEST_TMPDIR/begun" 3>&- &
  with_docker=$!
  read_line command "$BATS_TEST_TMPDIR/begun"
  kill -TERM "$command" "$with_docker" # as a terminal does, to all that run there
  status=0
  wait "$with_docker" || status=$?
  [ "$status" -eq 143 ]
  [ ! -e "$UP" ]
  [ -z "$(ls "$BATS_TEST_TMPDIR/tmp")" ]
}

@test "with-docker shows the last words of an engine that does not come up" {
  bin=$(with_client)
  program id <<<'echo 0'
  program dockerd <<<'echo "no cgroups here"; exit 1'
  mkdir "$BATS_TEST_TMPDIR/tmp"
  run env PATH="$bin" TMPDIR="$BATS_TEST_TMPDIR/tmp" "$DEV/with-docker" echo ran
  [ "$status" -eq 77 ]
  [[ $output == *"no cgroups here"*"dockerd did not come up; its last words are above" ]]
  [ -z "$(ls "$BATS_TEST_TMPDIR/tmp")" ]
}

@test "image is built once" {
  needs_engine
  "$DEV/image"
  run --separate-stderr "$DEV/image"
  [ "$status" -eq 0 ]
  [[ $output == syscall-labs:* ]]
  [ -z "$stderr" ]
}

@test "container-shell runs a command in this folder, as who one is here" {
  needs_engine
  run --separate-stderr "$DEV/container-shell" sh -c 'id -u; pwd; test -x lab && exit 7'
  [ "$status" -eq 7 ]
  [ "${lines[0]}" = "$(id -u)" ]
  [ "${lines[1]}" = /labs ]
  [[ $stderr == *"+ docker run --rm --interactive "* ]]
}
