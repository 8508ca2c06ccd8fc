package org.syscalllabs.testkit.machine;

/**
 * What the kernel tells of one thread.
 *
 * @param tid the thread
 * @param process the process that it is one of
 * @param tracer the process that traces it; 0 for none
 * @param stopped whether a signal has stopped it
 * @param sleeps whether it waits for something other than a processor, is stopped, or has ended
 * @param switches its state, and how often it has given up the processor
 * @see <a
 *     href="https://man7.org/linux/man-pages/man5/proc_pid_status.5.html">proc_pid_status(5)</a>
 */
record ThreadStatus(
        long tid, long process, long tracer, boolean stopped, boolean sleeps, String switches) {

    /** How the switches of a thread begin that no signal wakes: with its state. */
    static final String UNINTERRUPTIBLE = "D";

    /**
     * Reads /proc/PID/task/TID/status; one that has ended since tells nothing, and so it sleeps.
     */
    static ThreadStatus parse(String status) {
        var state = status.indexOf("State:\t");
        var letter = state < 0 ? 'X' : status.charAt(state + "State:\t".length());
        return new ThreadStatus(
                number(status, "Pid:\t"),
                number(status, "Tgid:\t"),
                number(status, "TracerPid:\t"),
                letter == 'T' || letter == 't',
                "SXZT".indexOf(letter) >= 0,
                letter + status.substring(Math.max(0, status.indexOf("voluntary"))));
    }

    /**
     * Whether it sleeps, or will not go on of itself: its tracer holds it, for a moment or because
     * a signal has stopped it; or no signal wakes it, for a disk or in vfork(2).
     */
    boolean mayRest() {
        return sleeps || switches.startsWith("t") || switches.startsWith(UNINTERRUPTIBLE);
    }

    private static long number(String status, String key) {
        var at = status.indexOf("\n" + key);
        if (at < 0) {
            return 0;
        }
        var from = at + 1 + key.length();
        return Long.parseLong(status.substring(from, status.indexOf('\n', from)).strip());
    }
}
