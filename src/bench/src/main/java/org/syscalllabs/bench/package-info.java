/** How fast the kit is: JMH's benchmarks, and the long strace logs that some of them read. */
@NullMarked
package org.syscalllabs.bench;

import org.jspecify.annotations.NullMarked;
