# man-pages.awk - a script's header, without its hashes, as AsciiDoc.
#
# Of the header's lines one is "name - what.", one "USAGE: …". Those behind
# EXAMPLES, ENVIRONMENT and their like are indented: a term, two spaces, what it
# is. NEEDS and EXIT end it. All others are the description.
#
# wanted: the sections to print, separated by commas; empty: the whole page

NR == 1 { name = $1; purpose = $0; sub(/\.$/, "", purpose); next }

/^ *$/  { finish(); next }

/^USAGE: /         { finish(); kind = "USAGE"; add("SYNOPSIS", usage(rest($0))); next }
/^(NEEDS|EXIT): /  { finish(); kind = substr($1, 1, length($1) - 1); held = rest($0); next }
/^[A-Z][A-Z ]+$/   { finish(); kind = "LIST"; heading = $0; next }
/^[^ ]/            { if (kind != "TEXT") finish(); kind = "TEXT"; hold($0); next }

# Indented lines: what they are depends on what they stand behind.
kind == "USAGE"             { add("SYNOPSIS", usage(bare($0))) }
kind ~ /NEEDS|EXIT/         { hold(bare($0)) }
kind == "LIST" && /^   /    { hold(bare($0)) }
kind == "LIST" && /^  [^ ]/ {
  finish()
  kind = "LIST"
  term = held = bare($0)
  sub(/   *.*/, "", term)
  if (!sub(/^.*[^ ]   */, "", held)) held = ""
}

END {
  finish()
  whole = wanted == ""
  if (whole) {
    print "= " name "(1)\n:doctype: manpage\n:manmanual: Syscall Labs\n:mansource: Syscall Labs\n"
    print "== NAME\n\n" purpose "\n"
    wanted = "SYNOPSIS,DESCRIPTION,OPTIONS,EXAMPLES,ENVIRONMENT,FILES,REQUIREMENTS,EXIT STATUS"
  }
  count = split(wanted, titles, ",")
  for (i = 1; i <= count; i++) {
    if (titles[i] in page) print "== " titles[i] "\n\n" page[titles[i]]
    delete page[titles[i]]
  }
  for (title in page) {
    if (whole) print "man-pages: " name ": no place for " title > "/dev/stderr"
  }
}

# Writes down what the lines up to here were held for.
function finish() {
  if (kind == "TEXT") add("DESCRIPTION", text(held))
  else if (kind == "NEEDS") add("REQUIREMENTS", text(held))
  else if (kind == "EXIT") exits(held)
  else if (kind == "LIST" && term != "") add(heading, item(term, held))
  kind = held = term = ""
}

# "0 found, 1 nobody listens, else as kill exits": an item for each code.
function exits(line,   codes, count, i) {
  gsub(/[,;] ([0-9]+|else) /, "\n&", line)
  count = split(line, codes, "\n")
  for (i = 1; i <= count; i++) {
    sub(/^[,;] /, "", codes[i])
    if (match(codes[i], /^([0-9]+|else) /)) {
      add("EXIT STATUS", item(substr(codes[i], 1, RLENGTH - 1), substr(codes[i], RLENGTH + 1)))
    } else {
      add("EXIT STATUS", text(codes[i]))
    }
  }
}

# A line of the synopsis: options are bold, what stands for a value is in italics.
function usage(line,   out) {
  out = bold($1 == "USAGE:" ? $2 : $1)
  sub(/^[^ ]+/, "", line)
  while (match(line, /-[a-zA-Z]+|[A-Z][A-Z_]+/)) {
    out = out as_is(substr(line, 1, RSTART - 1))
    mark = substr(line, RSTART, 1) == "-" ? "**" : "__"
    out = out mark as_is(substr(line, RSTART, RLENGTH)) mark
    line = substr(line, RSTART + RLENGTH)
  }
  return out as_is(line)
}

function add(section, lines)  { page[section] = page[section] lines "\n\n" }
function hold(line)           { held = held (held == "" ? "" : " ") line }
function rest(line)           { sub(/^[A-Z]+: +/, "", line); return line }
function bare(line)           { sub(/^ +/, "", line); return line }
function item(term, what)     { return bold(term) "::\n" text(what) }

# AsciiDoc would make dashes and arrows of what one types.
function text(words)  { return words == "" ? "" : "pass:c,q[" closed(words) "]" }
function as_is(words) { return words == "" ? "" : "pass:c[" closed(words) "]" }
function bold(words)  { return "**" as_is(words) "**" }
function closed(words) { gsub(/\]/, "\\]", words); return words }
