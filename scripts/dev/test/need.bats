#!/usr/bin/env bats
# shellcheck disable=SC2154 # run sets stderr

bats_require_minimum_version 1.5.0

setup() {
  load scripts.bash
}

# A PATH without strace, in which apt-get writes down what it was asked.
# $1: the exit code of its first call; later calls succeed.
without_strace() {
  only id mktemp tail rm setsid chmod touch >/dev/null
  local bin=$BATS_TEST_TMPDIR/bin
  cat >"$bin/apt-get" <<APT
#!/usr/bin/env bash
echo "apt-get \$*" >>"$BATS_TEST_TMPDIR/asked"
[[ -e $BATS_TEST_TMPDIR/called ]] || { touch "$BATS_TEST_TMPDIR/called"; exit $1; }
APT
  chmod +x "$bin/apt-get"
  # Whoever runs this test: id says who need believes to be.
  rm "$bin/id"
  printf '#!/usr/bin/env bash\necho %s\n' "$2" >"$bin/id"
  chmod +x "$bin/id"
  echo "$bin"
}

@test "need -h prints its header" {
  run "$DEV/need" -h
  [ "$status" -eq 0 ]
  [ "${lines[0]}" = "need - the tools that a task needs; installs the missing ones." ]
}

@test "need refuses an unknown task, none, and an unknown option" {
  run "$DEV/need" lunch
  [ "$status" -eq 2 ]
  [ "${lines[0]}" = "need: for what: demo, test or containers?" ]
  run "$DEV/need"
  [ "$status" -eq 2 ]
  run "$DEV/need" -x demo
  [ "$status" -eq 2 ]
  [ "${lines[0]}" = "need: no option -x" ]
}

@test "need has nothing to say when all is there" {
  bin=$(without_strace 0 0)
  printf '#!/bin/sh\n' >"$bin/strace"
  chmod +x "$bin/strace"
  run env PATH="$bin" "$DEV/need" demo
  [ "$status" -eq 0 ]
  [ -z "$output" ]
}

@test "need installs as root, and shows the command" {
  run env PATH="$(without_strace 0 0)" "$DEV/need" demo
  [ "$status" -eq 0 ]
  [ "${lines[0]}" = "need: not here: strace" ]
  [ "${lines[1]}" = "+ apt-get install -qq --no-install-recommends strace" ]
  [ "$(cat "$BATS_TEST_TMPDIR/asked")" = "apt-get install -qq --no-install-recommends strace" ]
}

@test "need fetches the lists of packages when the first try fails" {
  run env PATH="$(without_strace 100 0)" "$DEV/need" demo
  [ "$status" -eq 0 ]
  [ "$(sed -n 2p "$BATS_TEST_TMPDIR/asked")" = "apt-get update -qq" ]
  [ "$(wc -l <"$BATS_TEST_TMPDIR/asked")" -eq 3 ]
}

@test "need says when the installation failed" {
  bin=$(without_strace 0 0)
  printf '#!/usr/bin/env bash\necho "no route to the mirror"\nexit 100\n' >"$bin/apt-get"
  run env PATH="$bin" "$DEV/need" demo
  [ "$status" -eq 1 ]
  [[ "$output" == *"no route to the mirror"* ]]
  [[ "$output" == *"Install by hand, then try again: apt-get install strace" ]]
}

@test "need only tells an ordinary user, and installs nothing" {
  run env PATH="$(without_strace 0 1000)" "$DEV/need" demo
  [ "$status" -eq 77 ]
  [ "${lines[1]}" = "Install, then try again: sudo apt-get install strace" ]
  [ ! -e "$BATS_TEST_TMPDIR/asked" ]
}

@test "need -n only tells root, too" {
  run env PATH="$(without_strace 0 0)" "$DEV/need" -n demo
  [ "$status" -eq 77 ]
  [ ! -e "$BATS_TEST_TMPDIR/asked" ]
}
