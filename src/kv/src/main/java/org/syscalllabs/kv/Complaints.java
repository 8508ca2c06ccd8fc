package org.syscalllabs.kv;

import java.io.PrintStream;

/**
 * What went wrong with clients, on standard error: the first hundred times in full. From then on
 * only how often, each time that the number has doubled, so that no flood of resets fills a disk.
 */
public final class Complaints {

    private static final int IN_FULL = 100;

    private final PrintStream out;
    private long count;

    /** For standard error. */
    public Complaints() {
        this(System.err);
    }

    Complaints(PrintStream out) {
        this.out = out;
    }

    /** Prints it, or counts it. */
    public synchronized void add(String what) {
        count++;
        if (count <= IN_FULL) {
            out.println(what);
        } else if (count % IN_FULL == 0 && Long.bitCount(count / IN_FULL) == 1) {
            out.println(count + " clients have had such an end by now; the last: " + what);
        }
    }
}
