/**
 * Sockets and processes. What the kernel tells of them in the text files below /proc: the tables
 * that ss, netstat, lsof and ps are made from. And what starts processes and ends them again:
 * {@link org.syscalllabs.proc.Launch}, {@link org.syscalllabs.proc.Runs}, with {@link
 * org.syscalllabs.proc.Deadline} to wait for a fact and {@link org.syscalllabs.proc.Problem} for
 * what stands in the way. Depends on the JDK alone; the testkit, the cli, and the server of lab 04
 * stand on it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc.5.html">proc(5)</a>
 */
@NullMarked
package org.syscalllabs.proc;

import org.jspecify.annotations.NullMarked;
