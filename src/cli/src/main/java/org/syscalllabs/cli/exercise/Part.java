package org.syscalllabs.cli.exercise;

/**
 * One part in an exercise, not yet played by a process.
 *
 * @param name the name of the service
 * @param host where it listens: {@code 127.0.0.1} or {@code ::1}
 * @param port where it listens; 0 lets the kernel choose
 */
record Part(String name, Role role, String host, int port) {}
