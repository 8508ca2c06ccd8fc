#!/usr/bin/env bats
# shellcheck disable=SC2154 # load sets server, run sets stderr

bats_require_minimum_version 1.5.0

setup() {
  load scripts.bash
}

teardown() {
  stop_server
}

@test "clients -h prints its header" {
  run "$SCRIPTS/clients" -h
  [ "$status" -eq 0 ]
  [ "${lines[0]}" = "clients - several clients of the lab's server at once." ]
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
  [ "$output" = "alice: connected, SET alice connected
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
  PATH=$BATS_TEST_TMPDIR/fake:$PATH PORT=7000 run --separate-stderr "$SCRIPTS/clients" -t alice bob
  [ "$status" -eq 0 ]
  [ "$output" = "new-session redis-cli -h 127.0.0.1 -p 7000 ; split-window -h redis-cli -h 127.0.0.1 -p 7000 ; select-layout even-horizontal" ]
}
