package org.syscalllabs.cli.exercise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who plays what: the same for the same seed and port, on every machine that has IPv6.
 *
 * @param parts in the order in which they are started
 */
public record Plan(long seed, Scenario scenario, int port, List<Part> parts) {

    private static final List<String> NAMES =
            List.of(
                    "audit-trail",
                    "basket-cache",
                    "chat-presence",
                    "image-resizer",
                    "login-tokens",
                    "mail-queue",
                    "order-events",
                    "price-feed",
                    "report-writer",
                    "search-index",
                    "session-store",
                    "stock-ticker");

    /**
     * The plan of a seed.
     *
     * @param ipv6 whether this machine has ::1; the seeds that need it get another scenario else
     */
    public static Plan of(long seed, int port, boolean ipv6) {
        // The algorithm of java.util.Random is part of its specification.
        var random = new Random(seed);
        var names = new ArrayList<>(NAMES);
        Collections.shuffle(names, random);
        var scenario = pick(random, List.of(Scenario.values()));
        if (scenario == Scenario.IPV6_ONLY && !ipv6) {
            scenario = pick(random, withoutIpv6());
        }
        var name = names.iterator();
        var parts = new ArrayList<Part>();
        if (scenario != Scenario.TIME_WAIT) {
            var host = scenario == Scenario.IPV6_ONLY ? "::1" : "127.0.0.1";
            parts.add(new Part(name.next(), Role.IN_THE_WAY, host, port));
        }
        parts.addAll(bystanders(scenario, port, random, name));
        return new Plan(seed, scenario, port, List.copyOf(parts));
    }

    /** The same, but nobody listens on these ports: who should is a neighbour instead. */
    public Plan without(Set<Integer> taken) {
        var others =
                parts.stream()
                        .map(part ->
                                part.role() == Role.LOOK_ALIKE && taken.contains(part.port())
                                        ? new Part(part.name(), Role.NEIGHBOUR, part.host(), 0)
                                        : part)
                        .toList();
        return new Plan(seed, scenario, port, others);
    }

    /** Whether this part is what is in the way, and in this manner. */
    boolean isInTheWay(Part part, Scenario manner) {
        return part.role() == Role.IN_THE_WAY && scenario == manner;
    }

    /** What a student sees at first, in one or two lines. It gives nothing away. */
    public String symptom() {
        return scenario == Scenario.IPV6_ONLY
                ? "alice connects to localhost:%d, and is answered:%n%s"
                        .formatted(port, Service.answer(parts.getFirst().name()))
                : "./lab start 4 can't have port %d: something is in the way".formatted(port);
    }

    /** Whether this seed would have another scenario on a machine with IPv6. */
    public boolean isSecondChoice() {
        return scenario != of(seed, port, true).scenario;
    }

    private static List<Part> bystanders(
            Scenario scenario, int port, Random random, Iterator<String> name) {
        var lookAlikes =
                lookAlikes(port).stream().map(alike -> bystander(name, Role.LOOK_ALIKE, alike));
        var clients = Stream.generate(() -> bystander(name, Role.CLIENT, 0));
        var neighbour = Stream.generate(() -> bystander(name, Role.NEIGHBOUR, 0)).limit(1);
        return switch (scenario) {
            case HELD_AMONG_DECOYS -> Stream.concat(lookAlikes, clients.limit(1)).toList();
            case TIME_WAIT -> Stream.concat(clients.limit(2), neighbour).toList();
            case IPV6_ONLY -> Stream.concat(lookAlikes.limit(1), neighbour).toList();
            case HELD, RESTARTED, IGNORES_SIGTERM, STOPPED ->
                    Stream.concat(
                                    random.nextBoolean() ? clients.limit(1) : lookAlikes.limit(1),
                                    neighbour)
                            .toList();
        };
    }

    private static Part bystander(Iterator<String> name, Role role, int port) {
        return new Part(name.next(), role, "127.0.0.1", port);
    }

    /** For 6379: 16379 and 63790. A port of five digits has none. */
    private static List<Integer> lookAlikes(int port) {
        return Stream.of("1" + port, port + "0")
                .map(Integer::parseInt)
                .filter(alike -> alike <= 65_535)
                .toList();
    }

    private static List<Scenario> withoutIpv6() {
        return Arrays.stream(Scenario.values())
                .filter(scenario -> scenario != Scenario.IPV6_ONLY)
                .toList();
    }

    private static Scenario pick(Random random, List<Scenario> scenarios) {
        return scenarios.get(random.nextInt(scenarios.size()));
    }
}
