package org.syscalllabs.bench;

/** How the server of a log serves, and the recorded log that shows it. */
enum Style {
    /** One thread, one client to its end, then the next. */
    IN_TURN("in-turn", "jvm25-blocking.log"),
    /** A thread of its own for each client. */
    THREADS("threads", "cpython-threaded-seccomp.log"),
    /** One thread that waits for all clients by epoll. */
    LOOP("loop", "redis-server.log");

    private final String word;
    private final String log;

    Style(String word, String log) {
        this.word = word;
        this.log = log;
    }

    /**
     * The style of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Style of(String word) {
        for (var style : values()) {
            if (style.word.equals(word)) {
                return style;
            }
        }
        throw new IllegalArgumentException("no style: " + word);
    }

    /** Its recorded log, a file's name. */
    String log() {
        return log;
    }
}
