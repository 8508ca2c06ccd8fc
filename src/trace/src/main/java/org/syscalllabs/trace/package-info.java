/** TBD. */
@NullMarked
package org.syscalllabs.trace;

import org.jspecify.annotations.NullMarked;
