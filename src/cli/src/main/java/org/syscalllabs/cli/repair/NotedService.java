package org.syscalllabs.cli.repair;

import org.syscalllabs.proc.ProcessIdentity;

/**
 * One service of an exercise, as it was when the exercise began.
 *
 * @param name the name of the service
 * @param port where it listened; 0 when a child of its own did
 * @param run the id of its run: its children, and theirs, belong to it
 * @param process the process itself; of one that keeps a child, the parent
 */
record NotedService(String name, ServiceKind kind, int port, String run, ProcessIdentity process) {

    long pid() {
        return process.pid();
    }

    boolean isBystander() {
        return kind != ServiceKind.IN_THE_WAY;
    }
}
