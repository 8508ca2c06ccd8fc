/**
 * The repair exercise of a lab: something is put in the way of its server, the student repairs it
 * with ordinary tools, and a check judges the repair from what the kernel shows.
 *
 * <p>{@link Plan} says which services there are, {@link Setup} starts them, each a {@link Service}
 * in a process of its own, {@link Exercise} is what is written down of them, {@link Repair} judges.
 * Stands on the packages kit and check.
 */
@NullMarked
package org.syscalllabs.cli.repair;

import org.jspecify.annotations.NullMarked;
