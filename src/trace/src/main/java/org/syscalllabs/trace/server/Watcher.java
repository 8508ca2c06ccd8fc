package org.syscalllabs.trace.server;

/** Sees every step of a server, once and in order, and keeps of them what it needs, no more. */
@FunctionalInterface
public interface Watcher {
    void see(Step step);
}
