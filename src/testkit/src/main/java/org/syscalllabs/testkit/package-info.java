/**
 * A server under test and its clients: starts a server under strace, moves scripted clients step by
 * step, and judges what the kernel saw. {@link org.syscalllabs.testkit.LabTest} is the way in.
 * Stands on the packages trace and proc alone; the labs' tests and the cli stand on it. A lab's
 * server never does.
 */
@NullMarked
package org.syscalllabs.testkit;

import org.jspecify.annotations.NullMarked;
