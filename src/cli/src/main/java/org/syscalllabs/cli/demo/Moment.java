package org.syscalllabs.cli.demo;

/**
 * One thing that happened, in the column where it is shown.
 *
 * @param at nanoseconds since the epoch
 * @param actor who did it: the kernel for a system call of the server, or a client
 * @param client the client whose connection it is about; the actor itself for a client
 * @param text what is shown, one line
 * @param kind what it means for the waiting client
 */
public record Moment(long at, Actor actor, String client, String text, Kind kind) {

    /** Whether it is of this kind and about this client. */
    boolean isFor(String other, Kind otherKind) {
        return client.equals(other) && kind == otherKind;
    }

    /** The columns, from left to right. */
    public enum Actor {
        KERNEL("strace"),
        ALICE("alice"),
        BOB("bob");

        private final String title;

        Actor(String title) {
            this.title = title;
        }

        /** The head of the column. */
        public String title() {
            return title;
        }

        static Actor of(String client) {
            return client.equals(BOB.title) ? BOB : ALICE;
        }
    }

    /** What a moment means. */
    public enum Kind {
        LISTENS,
        CONNECTS,
        ACCEPTED,
        SENDS,
        RECEIVED,
        WAITS,
        REPLIED,
        RECEIVES,
        LEAVES,
        CLOSED
    }
}
