package org.syscalllabs.trace.strace;

/**
 * A call has begun and goes on while others are seen: {@code accept4(3, <unfinished ...>}. When it
 * has finished, the whole of it follows as a {@link Syscall} that begins on the same line.
 *
 * @param call the call as far as its beginning shows it
 */
public record Begun(Syscall call) implements Event {

    @Override
    public int line() {
        return call.line();
    }

    @Override
    public int tid() {
        return call.tid();
    }
}
