package org.syscalllabs.cli.pages;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.syscalllabs.trace.Syscall;
import org.syscalllabs.trace.Trace;

/**
 * What does not differ between two runs of a command. PIDs are named in the order in which they are
 * first seen: the second of a page must be the second of the run, too.
 */
final class Shown {
    /** A line of strace: from the first on, its output is compared as calls. */
    private static final Pattern CALL =
            Pattern.compile("(?m)^(\\[pid +\\d+] |\\d+ +)?\\d\\d:\\d\\d:\\d\\d\\.\\d+ ");

    private static final Pattern PROCESS =
            Pattern.compile("(?<=(?:PID|pid|Process| -p) )\\d+|^\\d+$|^\\d+(?= \\d+ S)");

    /** A row of a table. The kernel and strace -c give rows in an order of their own. */
    private static final Pattern ROW = Pattern.compile("ROW .*");

    /** What a JVM calls for its own ends, now and then. */
    private static final Pattern OF_THE_JVM =
            Pattern.compile(
                    "ROW \\d+ \\d* ?(futex|restart_syscall|m\\w+|sched_\\w+|rt_\\w+|total)");

    private final Map<String, String> processes = new HashMap<>();

    /** One that knows the same PIDs: for a look at what may be cut in the middle of a number. */
    Shown copy() {
        var copy = new Shown();
        copy.processes.putAll(processes);
        return copy;
    }

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
        for (var line : (Iterable<String>) text.lines().map(this::line)::iterator) {
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

    private String line(String raw) {
        var line = raw.strip().replaceAll("\\s+", " ").replace("PortProcess", "Port Process");
        line = PROCESS.matcher(line).replaceAll(found -> name(found.group()));
        // A row of strace -c: how often, how often in vain, which call.
        line =
                line.replaceFirst(
                        "^[\\d.]+ [\\d.]+ (?:\\d+ )?(\\d+ (?:\\d+ )?[a-z]\\w+)$", "ROW $1");
        // A row of /proc/net/tcp: addresses, state, queues. Of the peer's port only if it has one.
        line =
                line.replaceFirst(
                        "^\\d+: (\\S+ \\S+:(?:0000\\b)?)\\w* (\\w\\w \\S+) .*", "ROW $1 $2");
        line = line.replaceFirst("^ESTAB ", "ROW ESTAB ");
        // A row of a verdict's evidence.
        line = line.replaceFirst("^\\d+ (main|(?:thread|process) \\d+) ", "ROW $1 ");
        return line.replaceAll("with \\d+ threads", "with N threads")
                .replaceFirst("^(PID-\\d+) \\d+ S\\w*", "$1 N S")
                .replaceAll("\\b(thread|process|line) \\d+", "$1 N")
                .replaceAll("(127\\.0\\.0\\.1:|htons\\()(?!6379\\b)\\d+", "$1PORT")
                .replaceAll("(trace(?:-\\d)?\\.log:)\\d+", "$1LINE")
                .replaceAll("^\\d+ \\d{10}\\.\\d{6} ", "TID TIME ")
                .replaceAll("<\\d\\.\\d{6}>", "<TIME>")
                // How many files a JVM has open depends on its class path.
                .replaceAll("\\b\\d+<TCP:", "FD<TCP:");
    }

    private String name(String pid) {
        return processes.computeIfAbsent(pid, seen -> "PID-" + (processes.size() + 1));
    }

    /** Who was served by which calls with which bytes, in the order of the accepts. */
    static List<String> calls(String strace) {
        var trace = Trace.of(strace.stripTrailing());
        var calls = new ArrayList<String>();
        for (var client : trace.connections()) {
            if (client.accept() != null) {
                calls.add(call(client.client(), client.accept()));
            }
            client.calls().forEach(call -> calls.add(call(client.client(), call)));
        }
        trace.unfinished().forEach(call -> calls.add("unfinished: " + call.name()));
        return calls;
    }

    private static String call(String client, Syscall call) {
        return "%s: %s %s".formatted(client, call.name(), call.payload().text().strip());
    }
}
