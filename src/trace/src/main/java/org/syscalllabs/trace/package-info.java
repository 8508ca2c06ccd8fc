/**
 * What strace saw, as facts. The way of a line is {@link
 * org.syscalllabs.trace.strace.StraceReader}, {@link org.syscalllabs.trace.server.Follower}, a
 * {@link org.syscalllabs.trace.claim.Claim} and its {@link org.syscalllabs.trace.claim.Verdict};
 * {@link org.syscalllabs.trace.TraceLog} reads a whole log so.
 *
 * <p>Depends on the JDK alone; the test kit and the command line depend on it.
 */
@NullMarked
package org.syscalllabs.trace;

import org.jspecify.annotations.NullMarked;
