package org.syscalllabs.trace;

import java.util.ArrayList;
import java.util.List;
import org.syscalllabs.trace.server.Follower;
import org.syscalllabs.trace.server.Step;
import org.syscalllabs.trace.strace.Syscall;
import org.syscalllabs.trace.strace.Unreadable;
import org.syscalllabs.trace.view.Timeline;
import org.syscalllabs.trace.view.Waits;
import org.syscalllabs.trace.view.Waits.Wait;

/** What there is to tell of a log besides verdicts. */
public final class Overview {

    private static final int PROGRAMS = 100;

    private final Follower server;
    private final Timeline timeline;
    private final Waits waits;
    private final List<Syscall> programs = new ArrayList<>();

    Overview(Follower server) {
        this.server = server;
        timeline = server.add(new Timeline(server));
        waits = server.add(new Waits());
        server.add(this::see);
    }

    private void see(Step step) {
        if (step instanceof Step.Executed(Syscall call) && programs.size() < PROGRAMS) {
            programs.add(call.inShort());
        }
    }

    /** The clients as a picture, {@code width} columns wide; empty if there was none. */
    public String timeline(int width) {
        return timeline.text(width);
    }

    /** How many clients were seen. */
    public int clients() {
        return timeline.clients();
    }

    /** The clients that waited in the backlog, in the order of their accepts. */
    public List<Wait> waits() {
        return waits.all();
    }

    /** The programs that were started (execve), the first hundred. */
    public List<Syscall> programs() {
        return List.copyOf(programs);
    }

    /** The lines that could not be read. */
    public Unreadable unread() {
        return server.unreadable();
    }
}
