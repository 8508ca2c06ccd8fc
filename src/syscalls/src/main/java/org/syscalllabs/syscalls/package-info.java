/** TBD. */
@NullMarked
package org.syscalllabs.syscalls;

import org.jspecify.annotations.NullMarked;
