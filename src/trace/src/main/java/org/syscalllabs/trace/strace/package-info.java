/**
 * The text that strace prints, as events: {@link org.syscalllabs.trace.strace.StraceReader} makes a
 * {@link org.syscalllabs.trace.strace.Syscall} of a line, and leaves its arguments unparsed until a
 * watcher asks. {@link org.syscalllabs.trace.strace.Family} is the one table of system calls.
 *
 * <p>Depends on the JDK alone; the package server depends on it.
 */
@NullMarked
package org.syscalllabs.trace.strace;

import org.jspecify.annotations.NullMarked;
