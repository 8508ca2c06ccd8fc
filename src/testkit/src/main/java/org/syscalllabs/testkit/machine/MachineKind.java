package org.syscalllabs.testkit.machine;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Where the server under test runs: the configuration parameter {@code lab.machine}. */
public enum MachineKind {
    /** Beside the kit. */
    HERE("here"),
    /** Beside the kit, in a sandbox: strace and the kit are out of its reach. */
    SANDBOX("sandbox"),
    /** Beside the kit, as another user than root's strace and kit. */
    NOBODY("nobody"),
    /** In a container, reached at its own address where this machine can, else like the next. */
    CONTAINER("container"),
    /** In a container, reached at a port that the engine publishes: the way through NAT. */
    PUBLISHED("published");

    private final String word;

    MachineKind(String word) {
        this.word = word;
    }

    /** Its name in the parameter. */
    public String word() {
        return word;
    }

    public boolean isContainer() {
        return this == CONTAINER || this == PUBLISHED;
    }

    /** The kind of this name: here, sandbox, nobody, container or published. */
    public static MachineKind of(String word) {
        return Arrays.stream(values())
                .filter(kind -> kind.word.equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "lab.machine is "
                                        + word
                                        + ", and can be "
                                        + Arrays.stream(values())
                                                .map(kind -> kind.word)
                                                .collect(Collectors.joining(", "))));
    }
}
