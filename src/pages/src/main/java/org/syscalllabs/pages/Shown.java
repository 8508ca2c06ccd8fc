package org.syscalllabs.pages;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.syscalllabs.trace.TraceLog;
import org.syscalllabs.trace.server.Step;
import org.syscalllabs.trace.strace.Syscall;

/**
 * What does not differ between two runs of a command. PIDs are named in the order in which they are
 * first seen: the second of a page must be the second of the run, too.
 */
final class Shown {
    /** A line of strace: from the first on, its output is compared as calls. */
    private static final Pattern CALL =
            Pattern.compile("(?m)^(\\[pid +\\d+] |\\d+ +)?\\d\\d:\\d\\d:\\d\\d\\.\\d+ ");

    /** A PID in a sentence, in a command, in a column of ss, netstat, or scripts/port. */
    private static final Pattern PROCESS =
            Pattern.compile(
                    "(?<=(?:PID|pid|Process| -p) )\\d+|(?<=\\bpid=|/proc/)\\d+"
                            + "|(?<=\\bkill (?:-\\w{1,9} )?)\\d+|(?<= )\\d+(?=/[a-zA-Z]\\S*$)"
                            + "|^\\d+(?= \\S+ \\S+:\\d+ \\S+$)|(?<=^End )\\d+(?=\\?)");

    /** PIDs alone. A small number is none: it counts something. */
    private static final Pattern PROCESSES = Pattern.compile("\\d{2,}( \\d{2,})*");

    private static final Pattern NUMBER = Pattern.compile("\\d+");

    /** A row of a table. The kernel and strace -c give rows in an order of their own. */
    private static final Pattern ROW = Pattern.compile("ROW .*");

    /** What is there now and then: what a JVM calls for its own ends, for one. */
    private static final Pattern OF_THE_JVM =
            Pattern.compile(
                    "ROW (\\d+ \\d* ?(futex|restart_syscall|m\\w+|sched_\\w+|rt_\\w+|total)"
                            + "|clone3?\\(\\) = \\d+ a thread"
                            // A call that slept is shown so only if it slept long enough.
                            + "|\\w+\\(FD\\) \\.\\.\\.)");

    /** The first line of ps and of lsof. */
    private static final Pattern COLUMNS = Pattern.compile("(?=.*\\bPID\\b)[A-Z%/]+( [A-Z%/]+)+");

    /** A port that the kernel chose, and not a user. */
    private static final Pattern PORT = Pattern.compile("(?<=[:(])\\d{5}\\b");

    /** What lab check says where this machine has no sandbox, as most containers. */
    private static final Pattern NO_SANDBOX = Pattern.compile("(?m)^lab: no sandbox: .*\n?");

    private static final int FIRST_CHOSEN_PORT = 32_768;

    /** A pattern, and what is left of it; one after the other. */
    private record Rule(Pattern pattern, String left) {
        Rule(String pattern, String left) {
            this(Pattern.compile(pattern), left);
        }
    }

    private static final List<Rule> RULES =
            List.of(
                    // A row of strace -c: how often, how often in vain, which call.
                    new Rule("^[\\d.]+ [\\d.]+ (?:\\d+ )?(\\d+ (?:\\d+ )?[a-z]\\w+)$", "ROW $1"),
                    // A row of /proc/net/tcp: addresses, state, queues.
                    new Rule("^\\d+: (\\w+:\\w{4} \\w+:\\w{4} \\w\\w \\w+:\\w+) .*", "ROW $1"),
                    new Rule("(?<=^ROW .{0,80}\\w{8}:)[89A-F]\\w{3}\\b", "PORT"),
                    // A line of lab trace: in its order, if it is a client's.
                    new Rule("^\\d\\d:\\d\\d:\\d\\d\\.\\d{3} \\d+ (.* :\\d+\\b.*)$", "TIME TID $1"),
                    new Rule("^\\d\\d:\\d\\d:\\d\\d\\.\\d{3} \\d+ ", "ROW "),
                    new Rule("^(TIME TID|ROW) (accept4?)\\(\\d+\\)( = )\\d+", "$1 $2(FD)$3FD"),
                    new Rule("^(TIME TID|ROW) (?!exit)(\\w+)\\(\\d+\\)", "$1 $2(FD)"),
                    // A row of ss, and of netstat.
                    new Rule("^(ESTAB|[A-Z]+-WAIT\\S*|SYN-\\S+|LAST-ACK|CLOSING) ", "ROW $1 "),
                    new Rule("^(LISTEN|UNCONN|tcp6?|udp6?) ", "ROW $1 "),
                    new Rule("\\bfd=\\d+", "fd=FD"),
                    new Rule("\\b(ino|sk|uid):\\w+", "$1:N"),
                    new Rule("timer:\\((\\w+),[^)]*\\)", "timer:($1)"),
                    new Rule("(off|on|keepalive|timewait) \\([\\d./]+\\)$", "$1"),
                    // A row of scripts/backlog.
                    new Rule("^(?=\\S+:\\d+ waits\\b)", "ROW "),
                    // A row of ls -l /proc/PID/fd.
                    new Rule("^l[rwx-]{9}\\S* .* \\d+ -> ", "ROW FD -> "),
                    new Rule("\\b(socket|pipe):(\\\\?)\\[\\d+", "$1:$2[INODE"),
                    new Rule("(?<=\\bsocket )\\d+(?= open)", "INODE"),
                    new Rule("^(\\w+:\\w{4} 0A \\d+) \\d+$", "$1 INODE"),
                    new Rule("(?<=^/proc/\\S{0,20}/fd/)\\d+", "FD"),
                    // A row of a verdict's evidence.
                    new Rule("^\\d+ (main|(?:thread|process) \\d+) ", "ROW $1 "),
                    new Rule("with \\d+ threads", "with N threads"),
                    new Rule("\\b(thread|process|line) \\d+", "$1 N"),
                    new Rule(" lines \\d+( \\d+)*$", " lines N"),
                    new Rule("(trace(?:-\\d)?\\.log:)\\d+", "$1LINE"),
                    // A line of a trace that was written with -ttt, -T, and -yy.
                    new Rule("^\\d+ \\d{10}\\.\\d{6} ", "TID TIME "),
                    new Rule("<\\d\\.\\d{6}>", "<TIME>"),
                    // How many files a JVM has open depends on its class path.
                    new Rule("\\b\\d+<TCP:", "FD<TCP:"));

    private final Map<String, String> processes = new HashMap<>();

    /**
     * What strace shows before the first call. Threads that come and go later are the JVM's affair.
     */
    static String beforeCalls(String text) {
        var call = CALL.matcher(text);
        var before = call.find() ? text.substring(0, call.start()) : text;
        var attached = before.indexOf(" attached");
        var later = Pattern.compile("(?m)^(strace: Process \\d+ (at|de)tached| <detached.*|)\n");
        return attached < 0
                ? before
                : before.substring(0, attached)
                        + later.matcher(before.substring(attached)).replaceAll("");
    }

    /** Text, line by line, without what may differ. */
    List<String> lines(String text) {
        var lines = new ArrayList<String>();
        var rows = new ArrayList<String>();
        var columns = List.<String>of();
        var told = NO_SANDBOX.matcher(text).replaceAll("");
        for (var raw : (Iterable<String>) told.lines()::iterator) {
            var words = raw.strip().replaceAll("\\s+", " ").replace("PortProcess", "Port Process");
            if (COLUMNS.matcher(words).matches()) {
                columns = List.of(words.split(" "));
            }
            var line = isRow(words, columns) ? row(words, columns) : line(words);
            if (ROW.matcher(line).matches()) {
                if (!OF_THE_JVM.matcher(line).matches()) {
                    rows.add(line);
                }
            } else {
                rows.stream().sorted().forEach(lines::add);
                rows.clear();
                lines.add(line);
            }
        }
        rows.stream().sorted().forEach(lines::add);
        return lines;
    }

    private String line(String words) {
        var process = PROCESSES.matcher(words).matches() ? NUMBER : PROCESS;
        var line = process.matcher(words).replaceAll(found -> name(found.group()));
        for (var rule : RULES) {
            line = rule.pattern().matcher(line).replaceAll(rule.left());
        }
        return PORT.matcher(line).replaceAll(Shown::port);
    }

    private static String port(MatchResult found) {
        var port = Integer.parseInt(found.group());
        return port < FIRST_CHOSEN_PORT ? found.group() : "PORT";
    }

    private static boolean isRow(String words, List<String> columns) {
        var cells = words.split(" ", columns.size());
        var pid = columns.indexOf("PID");
        return pid >= 0 && cells.length == columns.size() && cells[pid].matches("\\d+");
    }

    /** A row of ps or lsof: the names of the columns say what may differ. */
    private String row(String words, List<String> columns) {
        var cells = dated(words).split(" ", columns.size());
        var row = new StringBuilder("ROW");
        for (var i = 0; i < cells.length; i++) {
            row.append(' ').append(cell(columns.get(i), cells[i]));
        }
        return PORT.matcher(row).replaceAll(Shown::port);
    }

    private String cell(String column, String cell) {
        return switch (column) {
            case "PID", "PPID", "LWP" -> name(cell);
            // Ssl: it sleeps, leads a session, and has threads.
            case "STAT", "S" -> cell.substring(0, 1);
            // How it was started depends on the kit's folder and on the JDK's.
            case "CMD", "COMMAND" -> cell.replaceFirst(" .*", "").replaceFirst(".*/", "");
            case "FD" -> cell.replaceFirst("\\d+", "");
            case "USER", "UID", "NLWP", "C", "%CPU", "%MEM", "VSZ", "RSS" -> "N";
            case "STIME", "START", "STARTED", "ELAPSED", "TIME", "TTY", "TT" -> "N";
            case "DEVICE", "SIZE/OFF" -> "N";
            default -> cell;
        };
    }

    /** A date is five words in one column. */
    private static String dated(String words) {
        return words.replaceAll("[A-Z]\\w\\w [A-Z]\\w\\w \\d+ \\d\\d:\\d\\d:\\d\\d \\d{4}", "DATE");
    }

    private String name(String pid) {
        return processes.computeIfAbsent(pid, seen -> "PID-" + (processes.size() + 1));
    }

    /**
     * Who was served by which calls with which bytes, in the order of the accepts; then how the
     * server came to its end, if it did.
     */
    static List<String> calls(String strace) {
        var trace = TraceLog.ofText(strace.stripTrailing()).keep();
        var calls = new ArrayList<String>();
        for (var client : trace.connections()) {
            if (client.accept() != null) {
                calls.add(call(client.client(), client.accept()));
            }
            trace.calls(client).forEach(call -> calls.add(call(client.client(), call)));
        }
        trace.of(Step.NotAccepted.class).stream()
                .map(Step.NotAccepted::call)
                .filter(call -> call.result().isEmpty())
                .forEach(call -> calls.add("unfinished: " + call.name()));
        // A JVM sends itself others, for its own ends.
        trace.signals().stream()
                .map(signal -> signal.name())
                .filter(name -> name.matches("SIG(HUP|INT|TERM)"))
                .forEach(calls::add);
        // Threads end with 0 all the time; all of a process end with its status, or by its signal.
        trace.exits().stream()
                .filter(exit -> exit.status() != 0)
                .map(exit -> "ended: " + (exit.signal() == null ? exit.status() : exit.signal()))
                .distinct()
                .forEach(calls::add);
        return calls;
    }

    private static String call(String client, Syscall call) {
        return "%s: %s %s".formatted(client, call.name(), call.payload().text().strip());
    }
}
