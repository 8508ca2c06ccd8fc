package org.syscalllabs.cli.repair;

/** What a service of an exercise is there for. */
public enum ServiceKind {
    /** Has the port: what the student is to find, and to end. */
    IN_THE_WAY("in the way"),

    /** Listens on another port in which the port's digits are. */
    LOOK_ALIKE("a decoy"),

    /** Is a client of the port: so it says in its arguments, and so its connection shows. */
    CLIENT("a decoy"),

    /** Has nothing in common with what is in the way but the name of its command. */
    NEIGHBOUR("a bystander");

    private final String words;

    ServiceKind(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
