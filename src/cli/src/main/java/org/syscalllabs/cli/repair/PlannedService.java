package org.syscalllabs.cli.repair;

/**
 * One service of an exercise, before it is started.
 *
 * @param name the name of the service
 * @param host where it listens: {@code 127.0.0.1} or {@code ::1}
 * @param port where it listens; 0 lets the kernel choose
 */
record PlannedService(String name, ServiceKind kind, String host, int port) {}
