/**
 * The {@code lab} command, on picocli: one class a subcommand.
 *
 * <p>A command reads its options and says what came of them; what it does is in the packages below:
 * kit, check, client, demo, repair. Nothing depends on this package.
 */
@NullMarked
package org.syscalllabs.cli;

import org.jspecify.annotations.NullMarked;
