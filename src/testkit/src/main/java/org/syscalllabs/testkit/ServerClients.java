package org.syscalllabs.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.syscalllabs.trace.server.ClientFacts;

/**
 * The clients of one server. Those of the running test have their own names; those of earlier tests
 * have the test's number behind theirs: alice-1.
 */
final class ServerClients {

    private final List<Client> current = new ArrayList<>();
    private final List<Client> earlier = new ArrayList<>();
    private int tests;

    void add(Client client) {
        current.add(client);
    }

    /** Those of the running test, in the order in which they came. */
    List<Client> current() {
        return current;
    }

    /** Those of the running test that are connected, but for one. */
    List<Client> openBeside(Client one) {
        return current.stream().filter(client -> client != one && client.isOpen()).toList();
    }

    /** The name of the one with this port; a description where there is none. */
    String name(int port) {
        return current.stream()
                .filter(client -> client.port() == port)
                .map(Client::name)
                .findFirst()
                .orElse("port " + port);
    }

    /** How many there have been. */
    int count() {
        return earlier.size() + current.size();
    }

    /** The clients that follow get plain names again. */
    void nextTest() {
        if (!current.isEmpty()) {
            tests++;
            current.forEach(client -> client.rename(client.name() + "-" + tests));
            earlier.addAll(current);
            current.clear();
        }
    }

    /** What they know of themselves. */
    List<ClientFacts> facts() {
        return all().map(Client::facts).toList();
    }

    /** Whether the trace shows, by now, all bytes that they have got. */
    boolean areAccountedFor() {
        return current.stream().allMatch(Client::isAccountedFor);
    }

    void hangUp() {
        all().forEach(Client::hangUp);
    }

    private Stream<Client> all() {
        return Stream.of(earlier, current).flatMap(List::stream);
    }
}
