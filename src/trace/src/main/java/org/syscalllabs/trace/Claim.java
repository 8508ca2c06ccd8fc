package org.syscalllabs.trace;

/** A sentence about a server that a trace can prove or refute. {@link Claims} makes them. */
public interface Claim {

    /** The claim in words, such as {@code alice is served before bob}. */
    String sentence();

    /** Judges it by what the trace shows; what it doesn't show is never guessed. */
    Verdict judge(Trace trace);
}
