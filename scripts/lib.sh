# shellcheck shell=bash
#
# lib.sh - what the scripts share. Read by them with `source`, never run.

# The header of the calling script, without its hashes: that is its help.
print_help() {
  sed -n '3,/^[^#]/ { s/^# \{0,1\}//p }' "$0"
}

# What happened, and what to do, to stderr.
say() {
  printf '%s\n' "$@" >&2
}

# Wrong use: why, then the line of the header that says how.
wrong_use() {
  say "${0##*/}: $1" "$(sed -n 's/^# \(USAGE: .*\)/\1/p' "$0")" "${0##*/} -h tells more"
  exit 2
}

# need strace strace: the tool, and the package that has it.
need() {
  if ! command -v "$1" >/dev/null; then
    say "${0##*/}: no $1 here" "Install it: apt-get install $2"
    exit 77
  fi
}

# Shows a command as one would type it: students come for the command.
show() {
  local word line=+
  for word; do
    [[ $word =~ ^[a-zA-Z0-9_./:,=+-]+$ ]] || word=${word@Q}
    line+=" $word"
  done
  say "$line"
}

must_be_port() {
  if ! [[ $1 =~ ^[0-9]{1,5}$ ]] || ((10#$1 < 1 || 10#$1 > 65535)); then
    wrong_use "no port: $1"
  fi
}

# bounded 10 COMMAND: ends it after 10 seconds, where timeout is installed.
bounded() {
  if command -v timeout >/dev/null; then
    timeout "$@"
  else
    shift
    "$@"
  fi
}

docker_answers() {
  bounded 10 docker version --format '{{.Server.Version}}' >/dev/null 2>&1
}
