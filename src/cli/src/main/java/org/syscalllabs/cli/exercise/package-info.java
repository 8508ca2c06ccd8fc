/**
 * The repair exercise of a lab: something is put in the way of its server, the student repairs it
 * with ordinary tools, and a check judges the repair from what the kernel shows.
 *
 * <p>{@link Plan} says who plays, {@link Scene} starts them, each a {@link Service} in a process of
 * its own, {@link Exercise} is what is written down of them, {@link Repair} judges. It may use what
 * the {@code lab} command does, but none of its subcommands.
 */
@NullMarked
package org.syscalllabs.cli.exercise;

import org.jspecify.annotations.NullMarked;
