package org.syscalllabs.testkit;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Where the server under test runs: the configuration parameter {@code lab.machine}. */
enum Place {
    /** Beside the kit. */
    HERE("here"),
    /** In a container, reached at its own address where this machine can, else like the next. */
    CONTAINER("container"),
    /** In a container, reached at a port that the engine publishes: the way through NAT. */
    PUBLISHED("published");

    private final String word;

    Place(String word) {
        this.word = word;
    }

    boolean isContainer() {
        return this != HERE;
    }

    static Place of(String word) {
        return Arrays.stream(values())
                .filter(place -> place.word.equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "lab.machine is "
                                        + word
                                        + ", and can be "
                                        + Arrays.stream(values())
                                                .map(place -> place.word)
                                                .collect(Collectors.joining(", "))));
    }
}
