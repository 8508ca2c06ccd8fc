package org.syscalllabs.cli.check;

import java.util.List;

/**
 * What is checked.
 *
 * @param lab the lab's folder name, as {@code 03-many-clients}
 * @param command the server's command; empty when a recorded trace is judged
 * @param trace the path of the trace, as a student would type it
 */
public record Subject(String lab, List<String> command, String trace) {}
