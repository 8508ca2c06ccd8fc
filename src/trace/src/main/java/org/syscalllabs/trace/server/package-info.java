/**
 * What a server did, as steps: {@link org.syscalllabs.trace.server.Follower} turns the events of a
 * log into steps, each with its connection, its thread and its process known, and hands them to
 * watchers. A connection is an accept and its peer's port, never a file descriptor or a thread.
 *
 * <p>The follower forgets what has ended: its memory grows with what is open at a time, never with
 * the log. Depends on the package strace; the packages claim and view depend on it.
 */
@NullMarked
package org.syscalllabs.trace.server;

import org.jspecify.annotations.NullMarked;
