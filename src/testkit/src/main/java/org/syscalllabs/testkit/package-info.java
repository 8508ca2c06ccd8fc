/** TBD. */
@NullMarked
package org.syscalllabs.testkit;

import org.jspecify.annotations.NullMarked;
