package org.syscalllabs.trace.server;

import org.jspecify.annotations.Nullable;
import org.syscalllabs.trace.strace.Family;
import org.syscalllabs.trace.strace.Syscall;

/**
 * What the log does not show, as far as it tells: the first call of each kind that did something
 * out of strace's sight, and the clients that were there before the log began. What can't be seen
 * is no proof.
 */
public final class Sight {

    private @Nullable Syscall ioUring;
    private @Nullable Syscall unfollowed;
    private @Nullable Syscall untracedChild;
    private @Nullable Syscall passedDescriptors;
    private @Nullable Syscall stranger;
    private @Nullable Connection withoutAccept;
    private long accepts;
    private long receives;
    private long heard;
    private long sends;
    private long spawns;

    /** The first call of io_uring, or null. */
    public @Nullable Syscall ioUring() {
        return ioUring;
    }

    /** The first other call of {@link Family#UNFOLLOWED}, after the server listened, or null. */
    public @Nullable Syscall unfollowed() {
        return unfollowed;
    }

    /** The first clone(2) with CLONE_UNTRACED: strace does not see that child. Or null. */
    public @Nullable Syscall untracedChild() {
        return untracedChild;
    }

    /** The first call that handed descriptors to another process (SCM_RIGHTS), or null. */
    public @Nullable Syscall passedDescriptors() {
        return passedDescriptors;
    }

    /** The first call for a client that was there before the log began, or null. */
    public @Nullable Syscall stranger() {
        return stranger;
    }

    /** The first client whose accept the log should show, and does not; or null. */
    public @Nullable Connection withoutAccept() {
        return withoutAccept;
    }

    /** How many accepts began on a listener. */
    public long accepts() {
        return accepts;
    }

    /** How many receives were made for clients. */
    public long receives() {
        return receives;
    }

    /** How many of them got bytes. */
    public long heard() {
        return heard;
    }

    /** How many sends were made for clients. */
    public long sends() {
        return sends;
    }

    /** How many threads and processes were started after the first listen. */
    public long spawns() {
        return spawns;
    }

    void accept() {
        accepts++;
    }

    void spawn(Syscall call, boolean listens) {
        spawns += listens ? 1 : 0;
        if (untracedChild == null && call.mentions("CLONE_UNTRACED")) {
            untracedChild = call.inShort();
        }
    }

    void moved(Syscall call, boolean receive) {
        if (receive) {
            receives++;
            heard += call.value() > 0 ? 1 : 0;
        } else {
            sends++;
        }
    }

    void unfollowed(Syscall call, boolean listens) {
        if (call.name().startsWith("io_uring")) {
            ioUring = ioUring == null ? call.inShort() : ioUring;
        } else if (unfollowed == null && listens) {
            unfollowed = call.inShort();
        }
    }

    void passed(Syscall call) {
        passedDescriptors = passedDescriptors == null ? call.inShort() : passedDescriptors;
    }

    void stranger(Syscall call) {
        stranger = stranger == null ? call.inShort() : stranger;
    }

    void withoutAccept(Connection connection) {
        withoutAccept = withoutAccept == null ? connection : withoutAccept;
    }
}
