/**
 * libc's socket calls through the Foreign Function and Memory API: one line of Java, one system
 * call. What lives here: the {@link Listener}, its {@link Connection}s, errno as exceptions, and
 * the kernel's own count of the clients that wait. It depends on nothing but the JDK; the labs'
 * servers and tests of this package may depend on it.
 */
@NullMarked
package org.syscalllabs.syscalls;

import org.jspecify.annotations.NullMarked;
