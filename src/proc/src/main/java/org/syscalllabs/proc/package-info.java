/**
 * What the kernel tells of sockets and processes in the text files below /proc: the tables that ss,
 * netstat, lsof and ps are made from. Stands on the JDK alone; the testkit, the cli, and the server
 * of lab 04 stand on it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc.5.html">proc(5)</a>
 */
@NullMarked
package org.syscalllabs.proc;

import org.jspecify.annotations.NullMarked;
