package org.syscalllabs.testkit;

import org.syscalllabs.trace.TraceLog;

/** Where a test's assertions begin: {@code assertThat(server.trace()).serves("alice")…}. */
public final class LabAssertions {

    private LabAssertions() {}

    /** Claims about what the kernel saw. */
    public static TraceAssert assertThat(TraceLog trace) {
        return new TraceAssert(trace);
    }
}
