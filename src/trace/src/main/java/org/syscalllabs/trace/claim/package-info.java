/**
 * Claims about a server, one file each: a sentence, a watcher of the server's steps with a bounded
 * state, and the words of its verdict. {@link org.syscalllabs.trace.claim.Claims} makes them.
 *
 * <p>A verdict is proved, refuted or undecided. What the log does not show is never guessed.
 * Depends on the packages server and strace.
 */
@NullMarked
package org.syscalllabs.trace.claim;

import org.jspecify.annotations.NullMarked;
