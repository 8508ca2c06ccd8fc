/**
 * Where a server under test runs, this machine or a container: it is started there under strace,
 * asked there whether it is at rest, and ended there. Knows nothing of clients and their scripts.
 * Stands on the packages trace, proc and testkit.failure; only the testkit itself uses it.
 */
@NullMarked
package org.syscalllabs.testkit.machine;

import org.jspecify.annotations.NullMarked;
