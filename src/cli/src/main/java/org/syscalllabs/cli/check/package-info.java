/**
 * What a check found out, and the three forms in which it is told: text for people, JSON and JUnit
 * XML for programs.
 *
 * <p>May depend on testkit and trace. The commands in the package above depend on it.
 */
@NullMarked
package org.syscalllabs.cli.check;

import org.jspecify.annotations.NullMarked;
