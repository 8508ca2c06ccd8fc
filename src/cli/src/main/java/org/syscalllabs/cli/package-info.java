/**
 * The {@code lab} command, on picocli: one class a subcommand.
 *
 * <p>It starts servers, traces them, talks to them and checks them. What a check is lives in {@code
 * testkit}, what a trace shows in {@code trace}. Nothing depends on this package.
 */
@NullMarked
package org.syscalllabs.cli;

import org.jspecify.annotations.NullMarked;
