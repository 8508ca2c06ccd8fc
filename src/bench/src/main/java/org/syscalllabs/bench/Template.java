package org.syscalllabs.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.syscalllabs.bench.Line.Hole;
import org.syscalllabs.bench.Line.Part;
import org.syscalllabs.bench.Recording.Call;

/** Makes lines for any client of those of a recorded one: its numbers become holes. */
final class Template {
    private static final Pattern TOOK = Pattern.compile(" <\\d+\\.\\d{6}>$");

    /** What ends the descriptor, as -yy shows it: all that follows is known at the call's end. */
    private static final String KNOWN = ">, ";

    private final Pattern number;
    private final int tid;

    /**
     * @param descriptor the recorded client's
     * @param port its own port
     * @param tid the thread that served it
     */
    Template(int descriptor, int port, int tid) {
        this.tid = tid;
        number =
                Pattern.compile(
                        "(?<port>(?<=:|\\()"
                                + port
                                + "(?=]|\\)))|(?<fd>(?<=^\\w{1,20}\\(|= |u32=|u64=)"
                                + descriptor
                                + "(?=<T|, u64=|}))|(?<tid>(?<=parent_tid=\\[|]}, 88\\) = )"
                                + tid
                                + "(?=]|$))");
    }

    Line line(Call call) {
        var text = TOOK.matcher(call.text()).replaceFirst("");
        var cut = text.contains(KNOWN) ? text.indexOf(KNOWN) + KNOWN.length() : text.length();
        var name = text.substring(0, Math.max(0, text.indexOf('(')));
        var timed = !name.isEmpty() && !text.endsWith("= ?");
        return new Line(
                call.tid() == tid,
                name,
                parts(text.substring(0, cut)),
                parts(text.substring(cut)),
                timed);
    }

    private List<Part> parts(String text) {
        var parts = new ArrayList<Part>();
        var found = number.matcher(text);
        var end = 0;
        while (found.find()) {
            parts.add(new Part(text.substring(end, found.start()), hole(found)));
            end = found.end();
        }
        parts.add(new Part(text.substring(end), Hole.NONE));
        return parts;
    }

    private static Hole hole(Matcher found) {
        if (found.group("port") != null) {
            return Hole.PORT;
        }
        return found.group("fd") != null ? Hole.DESCRIPTOR : Hole.THREAD;
    }
}
