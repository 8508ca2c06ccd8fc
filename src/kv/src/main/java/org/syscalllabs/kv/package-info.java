/** TBD. */
@NullMarked
package org.syscalllabs.kv;

import org.jspecify.annotations.NullMarked;
