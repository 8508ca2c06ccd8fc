/**
 * What goes over the wire between a client and a server: requests in one of two dialects, and the
 * replies to them. Bytes in, values out: no sockets, no clocks. It depends on the JDK alone; the
 * scripted clients of the testkit and {@code lab client} stand on it.
 */
@NullMarked
package org.syscalllabs.testkit.protocol;

import org.jspecify.annotations.NullMarked;
