/**
 * What strace saw, as facts: its text becomes events, events become connections, connections become
 * verdicts. The way of a line is {@link StraceReader}, {@link Trace}, {@link Claims}, {@link
 * Verdict}. A connection is an accept and its peer's port, never a file descriptor or a thread.
 *
 * <p>Depends on the JDK alone; the test kit and the command line depend on it.
 */
@NullMarked
package org.syscalllabs.trace;

import org.jspecify.annotations.NullMarked;
