package org.syscalllabs.cli.client;

import java.time.Duration;
import java.util.Optional;
import org.syscalllabs.testkit.protocol.Dialect;

/**
 * How a conversation is held.
 *
 * @param dialect what the server is spoken to in; empty: it is found out
 * @param timeout how long a reply is awaited; empty: for ever
 * @param verbose whether the bytes are shown
 */
public record Manner(Optional<Dialect> dialect, Optional<Duration> timeout, boolean verbose) {}
