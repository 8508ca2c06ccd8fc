/**
 * libc's socket calls through the Foreign Function and Memory API: one line of Java, one system
 * call. What lives here: the {@link Listener}, its {@link Connection}s, and errno as exceptions. It
 * depends on nothing but the JDK; the labs' servers may depend on it, and the kit's other parts
 * don't need to.
 */
@NullMarked
package org.syscalllabs.syscalls;

import org.jspecify.annotations.NullMarked;
