/** TBD. */
@NullMarked
package org.syscalllabs.cli;

import org.jspecify.annotations.NullMarked;
