/**
 * The labs' story as a play: who does what when, and the three ways to show it: columns on a
 * terminal, plain lines elsewhere, a picture for the docs.
 *
 * <p>May depend on testkit and trace. The commands in the package above depend on it.
 */
@NullMarked
package org.syscalllabs.cli.demo;

import org.jspecify.annotations.NullMarked;
