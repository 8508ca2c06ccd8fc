package org.syscalllabs.trace.claim;

/**
 * A line of the log that decides a claim, as it is shown.
 *
 * @param line the line's number
 * @param thread who made the call: {@code main}, {@code thread 4711}, {@code process 4712}
 * @param call the call, shortened: {@code recvmsg(4) "PING a"}
 * @param client the client that it was for, or the empty string
 * @param note what to see there, such as {@code alice ends}, or the empty string
 */
public record Evidence(int line, String thread, String call, String client, String note) {}
