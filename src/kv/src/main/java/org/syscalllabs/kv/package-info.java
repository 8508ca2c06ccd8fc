/**
 * The key/value store and the Redis protocol: what a lab's server does with the bytes that it
 * reads.
 *
 * <p>A server makes one {@link org.syscalllabs.kv.Store}, and one {@link
 * org.syscalllabs.kv.Session} for each connection; {@link org.syscalllabs.kv.Address} is where it
 * listens. Nothing here opens a socket. It depends on the JDK alone; any server may depend on it.
 */
@NullMarked
package org.syscalllabs.kv;

import org.jspecify.annotations.NullMarked;
