/** Watches a running server by strace: its calls, as they come. */
@NullMarked
package org.syscalllabs.cli.watch;

import org.jspecify.annotations.NullMarked;
