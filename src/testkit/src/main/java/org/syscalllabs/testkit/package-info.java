/**
 * A server under test and its clients: starts a server under strace, moves scripted clients step by
 * step, and judges what the kernel saw. {@link org.syscalllabs.testkit.LabTest} is the way in.
 * Where a server runs is told in the package machine, the words of a failure in the package
 * failure; both know nothing of this one. Stands on trace and proc alone; the labs' tests and the
 * cli stand on it. A lab's server never does.
 */
@NullMarked
package org.syscalllabs.testkit;

import org.jspecify.annotations.NullMarked;
