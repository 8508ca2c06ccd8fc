# shellcheck shell=bash
#
# guard.bash - what keeps a test's students from the rest of this machine.
#
# Read by careful and careless. A process is there for them when it was started
# by the kit whose records are in the folder $RUNS; no other gets a signal.

is_there() {
  local token
  token=$(tr '\0' '\n' 2>/dev/null <"/proc/$1/environ" |
    sed -n 's/^SYSCALL_LABS_RUN=//p') || return 1
  [[ -n $token && -e $RUNS/$token.run ]]
}

kill() {
  if ! is_there "$2"; then
    echo "guard: $2 is none of this exercise: $(ps -o args= -p "$2")" >&2
    exit 99
  fi
  builtin kill "$@"
}
