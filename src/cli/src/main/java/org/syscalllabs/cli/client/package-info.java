/**
 * {@code lab client}: one conversation with a server, in the language that the server speaks, and
 * the benchmark. What is said and how it is read lives in {@code testkit.protocol}, what the kernel
 * tells of a connection in {@code proc}. Only {@code ClientCommand} uses this package.
 */
@NullMarked
package org.syscalllabs.cli.client;

import org.jspecify.annotations.NullMarked;
