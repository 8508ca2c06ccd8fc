#!/usr/bin/env bats

bats_require_minimum_version 1.5.0

setup() {
  load scripts.bash
}

# The page of a header, as AsciiDoc.
page() {
  awk -v wanted= -f "$DEV/man-pages.awk"
}

@test "man-pages -h prints its header" {
  run "$DEV/man-pages" -h
  [ "$status" -eq 0 ]
  [ "${lines[0]}" = "man-pages - write the man pages of the students' tools and of lab." ]
}

@test "man-pages refuses one folder, and an unknown option" {
  run "$DEV/man-pages" "$BATS_TEST_TMPDIR"
  [ "$status" -eq 2 ]
  [ "${lines[0]}" = "man-pages: two folders" ]
  run "$DEV/man-pages" -x a b
  [ "$status" -eq 2 ]
  [ "${lines[0]}" = "man-pages: no option -x" ]
}

@test "man-pages needs asciidoctor" {
  run env PATH="$(only)" "$DEV/man-pages" a b
  [ "$status" -eq 77 ]
  [ "${lines[0]}" = "man-pages: no asciidoctor here" ]
}

@test "a header becomes a page" {
  run page <<'HEADER'
port - who holds a TCP port.

USAGE: port [-h] [PORT]
EXAMPLES
  port            the holder
                  of 6379
  port 8080
By ss, else
by netstat.
NEEDS: ss or netstat
EXIT:  0 held, 1 free; 2 bad usage, or [x],
       else as ss exits
HEADER
  [ "$status" -eq 0 ]
  diff -B - <(echo "$output") <<'PAGE'
= port(1)
:doctype: manpage
:manmanual: Syscall Labs
:mansource: Syscall Labs

== NAME

port - who holds a TCP port

== SYNOPSIS

**pass:c[port]**pass:c[ []**pass:c[-h]**pass:c[\] []__pass:c[PORT]__pass:c[\]]


== DESCRIPTION

pass:c,q[By ss, else by netstat.]


== EXAMPLES

**pass:c[port]**::
pass:c,q[the holder of 6379]

**pass:c[port 8080]**::


== REQUIREMENTS

pass:c,q[ss or netstat]


== EXIT STATUS

**pass:c[0]**::
pass:c,q[held]

**pass:c[1]**::
pass:c,q[free]

**pass:c[2]**::
pass:c,q[bad usage, or [x\]]

**pass:c[else]**::
pass:c,q[as ss exits]
PAGE
}
