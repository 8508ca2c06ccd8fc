package org.syscalllabs.cli.repair;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.syscalllabs.cli.kit.Lab;

/**
 * Which services an exercise has: the same for the same seed and port, on every machine that has
 * IPv6.
 *
 * @param services in the order in which they are started
 */
public record Plan(long seed, Scenario scenario, int port, List<PlannedService> services) {

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
        // The algorithm of java.util.Random is service of its specification.
        var random = new Random(seed);
        var names = new ArrayList<>(NAMES);
        Collections.shuffle(names, random);
        var scenario = pick(random, List.of(Scenario.values()));
        if (scenario == Scenario.IPV6_ONLY && !ipv6) {
            scenario = pick(random, withoutIpv6());
        }
        var name = names.iterator();
        var services = new ArrayList<PlannedService>();
        if (scenario != Scenario.TIME_WAIT) {
            var host = scenario == Scenario.IPV6_ONLY ? "::1" : "127.0.0.1";
            services.add(new PlannedService(name.next(), ServiceKind.IN_THE_WAY, host, port));
        }
        services.addAll(bystanders(scenario, port, random, name));
        return new Plan(seed, scenario, port, List.copyOf(services));
    }

    /** The same, but no service listens on these ports: one that would is a neighbour instead. */
    public Plan without(Set<Integer> taken) {
        var others =
                services.stream()
                        .map(service ->
                                service.kind() == ServiceKind.LOOK_ALIKE
                                                && taken.contains(service.port())
                                        ? new PlannedService(
                                                service.name(),
                                                ServiceKind.NEIGHBOUR,
                                                service.host(),
                                                0)
                                        : service)
                        .toList();
        return new Plan(seed, scenario, port, others);
    }

    /** Whether this service is what is in the way, and in this manner. */
    boolean isInTheWay(PlannedService service, Scenario manner) {
        return service.kind() == ServiceKind.IN_THE_WAY && scenario == manner;
    }

    /** What a student sees at first, in one or two lines. It gives nothing away. */
    public String symptom(Lab lab) {
        return scenario == Scenario.IPV6_ONLY
                ? "alice connects to localhost:%d, and is answered:%n%s"
                        .formatted(port, Service.answer(services.getFirst().name()))
                : "./lab start %s can't have port %d: something is in the way"
                        .formatted(lab.shortNumber(), port);
    }

    /** Whether this seed would have another scenario on a machine with IPv6. */
    public boolean isSecondChoice() {
        return scenario != of(seed, port, true).scenario;
    }

    private static List<PlannedService> bystanders(
            Scenario scenario, int port, Random random, Iterator<String> name) {
        var lookAlikes =
                lookAlikes(port).stream()
                        .map(alike -> bystander(name, ServiceKind.LOOK_ALIKE, alike));
        var clients = Stream.generate(() -> bystander(name, ServiceKind.CLIENT, 0));
        var neighbour = Stream.generate(() -> bystander(name, ServiceKind.NEIGHBOUR, 0)).limit(1);
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

    private static PlannedService bystander(Iterator<String> name, ServiceKind kind, int port) {
        return new PlannedService(name.next(), kind, "127.0.0.1", port);
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
