/**
 * Runs a check, keeps what it found out, and tells it in one of three forms: text for people, JSON
 * and JUnit XML for programs.
 *
 * <p>Stands on the package kit, on testkit, proc and trace. The commands stand on it, and the
 * package repair.
 */
@NullMarked
package org.syscalllabs.cli.check;

import org.jspecify.annotations.NullMarked;
