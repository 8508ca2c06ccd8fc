#!/usr/bin/env bats
#
# free-port among random processes, and proof that these would catch a careless one.

bats_require_minimum_version 1.5.0

setup() {
  load scripts.bash
  [ "$(id -u)" -eq 0 ] || skip "only root can make namespaces of PIDs and networks"
  command -v unshare ip setpriv >/dev/null || skip "no unshare, ip or setpriv here"
}

tables() {
  timeout 300 "$BATS_TEST_DIRNAME/free-port-tables" "$@" 3>&-
}

# careless FILE EXPRESSION: the scripts, with one of them changed by sed.
careless() {
  careless=$BATS_TEST_TMPDIR/careless
  cp -r "$SCRIPTS" "$careless"
  sed -i "$2" "$careless/$1"
  ! cmp -s "$careless/$1" "$SCRIPTS/$1"
  bash -n "$careless/$1"
}

# is_caught WRONG: by a table that it then names.
is_caught() {
  run tables --scripts "$careless" --seed 6
  echo "$output"
  [ "$status" -eq 1 ]
  [[ "${lines[0]}" == "seed 6, table "* ]]
  [[ "${lines[1]}" == "  $1"* ]]
  [[ "$output" == *"again: free-port-tables --seed 6 --only "* ]]
}

@test "in 200 tables of processes free-port ends nobody but the holder that it has shown" {
  run tables
  echo "$output"
  [ "$status" -eq 0 ]
}

@test "the tables catch a free-port that knows a process by its PID alone" {
  careless free-port 's/ && $started == "${shown\[pid\]}"//'
  is_caught "it ended "
}

@test "the tables catch a free-port that ends other users' processes" {
  careless free-port 's/$users == "$EUID $EUID $EUID" && //
    s/elif \[\[ $users != .*; then/elif false; then/'
  is_caught "it ended "
}

@test "the tables catch a free-port that does not see a process change its user" {
  careless free-port 's/$users == "$EUID $EUID $EUID" && //'
  is_caught "it ended "
}

@test "the tables catch a free-port that does not look again who holds the port" {
  careless free-port 's/holds_it "$pid" && look_at "$pid" ||/look_at "$pid" ||/'
  is_caught "it ended "
}

@test "the tables catch a search that takes 16379 for 6379" {
  careless lib.sh 's/"^ \*\[0-9\]\*: \[0-9A-F\]\*:$hex "/":"/
    s/\[\[ $state != 0A \]\]/[[ $state != 0A || $(address "$at") != *"$1"* ]]/'
  is_caught "it "
}

@test "the tables catch a search that takes an address for the port" {
  careless lib.sh 's/"^ \*\[0-9\]\*: \[0-9A-F\]\*:$hex "/"$hex"/'
  is_caught "it ended "
}
