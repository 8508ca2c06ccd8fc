/**
 * The words of a failure: what was expected, what was, the lines of the trace that show it, and
 * what to do. They are made from values and from {@link
 * org.syscalllabs.testkit.failure.ServerFacts} alone. Stands on the packages trace and proc; all
 * else of the testkit may use it.
 */
@NullMarked
package org.syscalllabs.testkit.failure;

import org.jspecify.annotations.NullMarked;
