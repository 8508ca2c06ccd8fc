#!/usr/bin/env bats
#
# The scripts, however they are started: they find what they need beside them.
# shellcheck disable=SC2154 # load sets server, run sets stderr

bats_require_minimum_version 1.5.0

setup() {
  load scripts.bash
  cd "$BATS_TEST_TMPDIR"
}

teardown() {
  stop_server
}

# all_scripts: each that can be run, as its folder and its name.
all_scripts() {
  find "$SCRIPTS" "$DEV" -maxdepth 1 -type f -executable -printf '%h %f\n'
}

# prints_its_help SCRIPT COMMAND...: at -h, its header.
prints_its_help() {
  run "${@:2}" -h
  [ "$status" -eq 0 ]
  [[ "${lines[0]}" == "$1 - "* ]]
}

@test "each script runs by symbolic links" {
  mkdir links
  while read -r folder script; do
    ln -s "$folder/$script" "$script"
    ln -s "../$script" "links/a $script"
    prints_its_help "$script" "links/a $script"
  done < <(all_scripts)
}

@test "each script runs as bash SCRIPT within its own folder" {
  while read -r folder script; do
    cd "$folder"
    prints_its_help "$script" bash "$script"
  done < <(all_scripts)
}

@test "each script runs from another folder, by a relative path" {
  cd "$DEV/test"
  while read -r folder script; do
    prints_its_help "$script" "$(realpath --relative-to=. "$folder")/$script"
  done < <(all_scripts)
}

@test "port by a symbolic link says held, and start where free-port is from here" {
  start_server
  mkdir links
  ln -s "$SCRIPTS"/* links
  cd links
  ./port
  run ./start -- true
  [ "$status" -eq 1 ]
  [ "${lines[1]}" = "$SCRIPTS/free-port $PORT, or another port: PORT=7000 $SCRIPTS/start ..." ]
  cd "$SCRIPTS"
  run bash start -- true
  [ "${lines[1]}" = "./free-port $PORT, or another port: PORT=7000 ./start ..." ]
  cd ..
  run "scripts/start" -- true
  [ "${lines[1]}" = "scripts/free-port $PORT, or another port: PORT=7000 scripts/start ..." ]
}

@test "start finds ./lab whatever CDPATH says" {
  mkdir -p kit/scripts
  cp "$SCRIPTS"/{start,lib.sh} kit/scripts
  printf '#!/bin/sh\necho "$@"\n' >kit/lab
  chmod +x kit/lab
  cd kit
  for path in . .. "$PWD" /; do
    run --separate-stderr env CDPATH="$path" scripts/start 1
    [ "$status" -eq 0 ]
    [ "$output" = "start 1" ]
    [ "$stderr" = "+ ./lab start 1" ]
  done
}

@test "a closed or full output is no answer: exit code 74, not 1" {
  start_server
  for script in port server-pid backlog clients; do
    status=0
    "$SCRIPTS/$script" >&- 2>&- </dev/null || status=$?
    [ "$status" -eq 74 ]
    status=0
    "$SCRIPTS/$script" >/dev/full 2>err </dev/null || status=$?
    [ "$status" -eq 74 ]
    grep -q 'No space left' err
  done
}

@test "without stderr the scripts say nothing, and do the same" {
  start_server
  [ "$("$SCRIPTS/port" 2>&-)" = "$server $(id -nu) 127.0.0.1:$PORT python3" ]
  [ "$("$SCRIPTS/server-pid" 2>&-)" = "$server" ]
  [[ "$("$SCRIPTS/backlog" 2>&-)" == "127.0.0.1:$PORT 0 of "*" wait" ]]
  [ "$("$SCRIPTS/clients" alice 2>&- </dev/null | tail -n 1)" = "alice: left" ]
  status=0
  "$SCRIPTS/start" -- true 2>&- || status=$?
  [ "$status" -eq 1 ]
  "$SCRIPTS/free-port" --yes 2>&- >&-
  status=0
  "$SCRIPTS/port" 2>&- || status=$?
  [ "$status" -eq 1 ]
  [ "$("$SCRIPTS/start" -o log -- python3 -m http.server --bind 127.0.0.1 "$PORT" 2>&-)" = "$("$SCRIPTS/server-pid")" ]
  "$SCRIPTS/free-port" --yes
}
