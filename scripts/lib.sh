# shellcheck shell=bash
#
# lib.sh - what the scripts share. Read by them with `source`, never run. Each has
# set self before: its own path, past symbolic links.
# shellcheck disable=SC2154 # self

# The header of the calling script, without its hashes: that is its help.
print_help() {
  sed -n '3,/^[^#]/ { s/^# \{0,1\}//p }' "$self"
}

# What happened, and what to do, to stderr. Where that is closed, it matters to nobody.
say() {
  printf '%s\n' "$@" >&2 || true
}

# Data, to stdout. Where they can't be written, 74 says so (EX_IOERR in sysexits.h): a
# script's 1 is an answer, as "the port is free".
data() {
  printf '%s\n' "$@" || exit 74
}

# Wrong use: why, then the lines of the header that say how.
wrong_use() {
  say "${0##*/}: $1" "$(sed -n '/^# USAGE:/,/^# [^ ]/ { s/^# \(USAGE:\|      \)/\1/p }' "$self")" \
    "${0##*/} -h tells more"
  exit 2
}

# need strace strace: the tool, and the package that has it.
need() {
  if ! command -v "$1" >/dev/null; then
    say "${0##*/}: no $1 here" "Install it: apt-get install $2"
    exit 77
  fi
}

# apt_install strace lsof: Debian's packages, by root. Without a list of packages, or with an
# old one, it fetches that. Where it fails, its last words are shown. A package's own
# service stays off (runlevel 1): it might take the lab's port.
apt_install() {
  local -x DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
  local install=(apt-get install -qq --no-install-recommends "$@") log status=0
  log=$(mktemp)
  show "${install[@]}"
  if ! "${install[@]}" >"$log" 2>&1 && ! { apt-get update -qq && "${install[@]}"; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    status=1
  fi
  rm -f "$log"
  return "$status"
}

# Words as one would type them: what the shell might take for more is quoted.
typed() {
  local word line=
  for word; do
    [[ $word =~ ^[a-zA-Z0-9_./:,=+-]+$ ]] || word=${word@Q}
    line+=" $word"
  done
  printf '%s\n' "${line# }"
}

# Shows a command before it runs: students come for the command.
show() {
  say "+ $(typed "$@")"
}

# No leading zero: to some tools 06379 is another number, in octal.
must_be_port() {
  if ! [[ $1 =~ ^[1-9][0-9]{0,4}$ ]] || (($1 > 65535)); then
    wrong_use "no port: $(typed "$1")"
  fi
}

# here lab: a file of the kit, as one types it from this folder.
here() {
  local path=${self%/scripts/*}/$1
  path=${path#"$(pwd -P)"/}
  [[ $path == */* ]] || path=./$path
  echo "$path"
}

# Sets work, where this user's files of the kit in $1 lie: beside the kit, unless a
# read-only kit serves many users. A work/ of somebody else's in one's own kit is no
# reason to look elsewhere: whoever opens it says whose it is.
# shellcheck disable=SC2034 # its callers use it
find_work() {
  if [[ ${LAB_WORK:-} ]]; then
    work=$(realpath -m -- "$LAB_WORK")
  elif [[ -w $1 || -w $1/work ]]; then
    work=$1/work
  else
    work=${XDG_STATE_HOME:-${HOME:-/nonexistent}/.local/state}/syscall-labs
  fi
}

# Where root works in another user's checkout, as by sudo, what root has built in the kit
# in $1 is given to that user. No file with a second name: that may be one of root's own.
give_back() {
  ((EUID == 0)) && [[ ! -O $1 ]] || return 0
  find "$1"/work "$1"/target "$1"/{src,labs}/target "$1"/{src,labs}/*/target -user 0 \
    \( -type d -o -type f -links 1 \) -exec chown -h --reference="$1" {} + 2>/dev/null || true
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

# -- Who holds a port ---------------------------------------------------------

# The kernel's rows of this local TCP port, exactly: 6379 is 18EB there. A row is
#   sl local_address rem_address st tx_queue:rx_queue tr:when retrnsmt uid timeout inode
# and proc(5) explains it. A peer's port stands in the next column, and is not meant.
tcp_rows() {
  local hex
  printf -v hex %04X "$1"
  grep -hs "^ *[0-9]*: [0-9A-F]*:$hex " /proc/net/tcp /proc/net/tcp6 || true
}

# 0100007F:18EB is 127.0.0.1:6379. The kernel prints an address as numbers of 32
# bits in the machine's own order: on x86-64 and arm64 the last byte comes first.
address() {
  local hex=${1%:*} bytes='' text='' zeros i
  for ((i = 0; i < ${#hex}; i += 8)); do
    bytes+=${hex:i+6:2}${hex:i+4:2}${hex:i+2:2}${hex:i:2}
  done
  printf -v zeros '%030d' 0
  case $bytes in
    "${zeros}00") text='[::]' ;;
    "${zeros}01") text='[::1]' ;;
    "${zeros:0:20}FFFF"*) text="[::ffff:$(dotted "${bytes:24}")]" ;;
    ????????) text=$(dotted "$bytes") ;;
    *)
      for ((i = 0; i < 32; i += 4)); do
        printf -v text '%s:%x' "$text" "0x${bytes:i:4}"
      done
      text="[${text#:}]"
      ;;
  esac
  echo "$text:$((16#${1#*:}))"
}

dotted() {
  printf '%d.%d.%d.%d' "0x${1:0:2}" "0x${1:2:2}" "0x${1:4:2}" "0x${1:6:2}"
}

# The sockets that listen on a port, a line each: INODE UID ADDRESS. The inode is
# the socket's number, the UID that of whoever made it. State 0A is LISTEN.
listeners() {
  local _ at state uid inode
  tcp_rows "$1" | while read -r _ at _ state _ _ _ uid _ inode _; do
    [[ $state != 0A ]] || echo "$inode $uid $(address "$at")"
  done
}

# The first of the tools that is installed. The kernel's own files always are.
lookup_tool() {
  local tool
  for tool; do
    if command -v "$tool" >/dev/null; then
      echo "$tool"
      return
    fi
  done
  echo proc
}

# Sets command to the one by which a tool lists who listens on a port.
set_lookup() {
  case $1 in
    ss) command=(ss -Hltnp "sport = :$2") ;;
    netstat) command=(netstat -ltnp) ;;
    lsof) command=(lsof -nP "-iTCP:$2" -sTCP:LISTEN) ;;
    proc) command=("$(here scripts/port)" -w proc "$2") ;;
  esac
}

# Who holds a port: a line for each process and socket,
#   PID UID ADDRESS      or  - UID ADDRESS  where no process is seen with it.
# holders 6379 4711 looks at that process alone. A process's files are those of its
# threads, task/TID: mostly all have the same ones. /proc/PID/fd is the main thread's,
# and empty when that has ended, though the others go on.
holders() {
  local port=$1 who=${2:-[0-9]*} sockets links='' inode uid address pid pids
  need find findutils
  sockets=$(listeners "$port")
  if [[ $sockets ]]; then
    # shellcheck disable=SC2086 # who is a pattern
    links=$(find /proc/$who/task/*/fd -lname 'socket:*' -printf '%h %l\n' 2>/dev/null || true)
  fi
  while read -r inode uid address; do
    [[ $inode ]] || continue
    pids=$(sed -n "s|^/proc/\([0-9]*\)/task/.* socket:\[$inode\]\$|\1|p" <<<"$links" | sort -un)
    for pid in ${pids:--}; do
      echo "$pid $uid $address"
    done
  done <<<"$sockets"
}

# who_holds ss 6379: the holders. The tool runs for you to see whether it can, but the
# kernel decides: /proc has a link to socket:[INODE] with each that holds it. netstat
# names but one of them, and a process may call itself `x",pid=1`.
who_holds() {
  local command
  if [[ $1 != proc ]]; then
    set_lookup "$@"
    show "${command[@]}"
    "${command[@]}" >/dev/null || true
  fi
  holders "$2"
}

# Where root sees no holder.
say_elsewhere() {
  say "No process here has it: it is in another container, or the kernel's own."
}

# What keeps a port busy although nobody listens, on stderr: its connections.
say_lingering() {
  local _ state lines=() counts=()
  local names=(- ESTAB SYN_SENT SYN_RECV FIN_WAIT1 FIN_WAIT2 TIME_WAIT CLOSE
    CLOSE_WAIT LAST_ACK LISTEN CLOSING SYN_RECV)
  while read -r _ _ _ state _; do
    counts[16#$state]=$((${counts[16#$state]:-0} + 1))
  done < <(tcp_rows "$1")
  for state in "${!counts[@]}"; do
    lines+=("  ${counts[state]} ${names[state]}")
  done
  ((${#lines[@]})) || return 0
  say "Connections of port $1 linger:" "${lines[@]}" \
    "A server that binds it without SO_REUSEADDR gets EADDRINUSE meanwhile." \
    "TIME_WAIT ends within 60 s, and FIN_WAIT2, too, when its process is gone;" \
    "CLOSE_WAIT and ESTAB end when their process closes them."
}

# -- A process ----------------------------------------------------------------

# Sets what the kernel knows of a process: name, state, parent, session, user (the
# effective UID), users (real, effective, saved), threads (how many), and started: in
# ticks since the boot. A PID is given again some day; a PID and its start are one
# process alone. False when there is no such process.
# shellcheck disable=SC2034 # its callers use them
look_at() {
  local line='' stat='' real saved _ fields
  { IFS= read -r -d '' line </proc/"$1"/status; } 2>/dev/null || true
  { IFS= read -r -d '' stat </proc/"$1"/stat; } 2>/dev/null || true
  [[ $line == *$'\nUid:'* && $stat == *') '* ]] || return 1
  line=${line#*$'\nUid:'}
  read -r real user saved _ <<<"${line%%$'\n'*}"
  users="$real $user $saved"
  # The name may hold blanks and brackets: what counts begins after the last one.
  name=${stat#*\(}
  name=${name%\)*}
  name=${name//[^[:print:]]/?}
  read -ra fields <<<"${stat##*) }"
  state=${fields[0]} parent=${fields[1]} session=${fields[3]}
  threads=${fields[17]} started=${fields[19]}
}

# lives 4711: whether there is such a process, and it runs. A zombie does not, unless
# only its main thread has ended.
lives() {
  look_at "$1" && { [[ $state != Z ]] || ((threads > 1)); }
}

# The name of a UID.
user_name() {
  id -nu "$1" 2>/dev/null || echo "$1"
}

# moment 0.25: a quarter of a second. Nobody ever writes to that pipe.
moment() {
  read -r -t "$1" <> <(:) || true
}
