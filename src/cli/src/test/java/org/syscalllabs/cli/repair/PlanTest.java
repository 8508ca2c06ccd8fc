package org.syscalllabs.cli.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.syscalllabs.cli.kit.Lab;

class PlanTest {
    private static final Lab LAB = new Lab("04", "04-port-conflicts", Path.of("labs"));

    @Test
    void the_same_seed_is_the_same_plan_with_the_same_names() {
        assertThat(Plan.of(7, 6379, true)).isEqualTo(Plan.of(7, 6379, true));
        assertThat(Plan.of(4, 6379, true).services())
                .containsExactly(
                        new PlannedService(
                                "stock-ticker", ServiceKind.IN_THE_WAY, "127.0.0.1", 6379),
                        new PlannedService(
                                "search-index", ServiceKind.LOOK_ALIKE, "127.0.0.1", 16379),
                        new PlannedService(
                                "login-tokens", ServiceKind.LOOK_ALIKE, "127.0.0.1", 63790),
                        new PlannedService("audit-trail", ServiceKind.CLIENT, "127.0.0.1", 0));
    }

    @Test
    void the_first_twenty_seeds_have_every_scenario() {
        assertThat(LongStream.rangeClosed(1, 20).mapToObj(seed -> Plan.of(seed, 6379, true)))
                .extracting(Plan::scenario)
                .contains(Scenario.values());
    }

    @Test
    void the_instructors_guide_says_what_each_seed_is() throws IOException {
        var seeds = Pattern.compile("\\| ([\\d ]+) \\|$");
        var guide = Files.readString(Path.of("../../docs/instructors.md"));
        var rows =
                guide.substring(guide.indexOf("| seeds |"))
                        .lines()
                        .map(seeds::matcher)
                        .filter(Matcher::find)
                        .map(row -> row.group(1))
                        .toList();

        assertThat(rows)
                .containsExactly(
                        Arrays.stream(Scenario.values())
                                .map(PlanTest::firstSeeds)
                                .toArray(String[]::new));
    }

    /** {@code 5 17}: of 1 to 20, those that are this scenario. */
    private static String firstSeeds(Scenario scenario) {
        return LongStream.rangeClosed(1, 20)
                .filter(seed -> Plan.of(seed, 6379, true).scenario() == scenario)
                .mapToObj(Long::toString)
                .collect(Collectors.joining(" "));
    }

    @Test
    void whatever_the_seed_there_are_bystanders_and_no_two_of_a_name() {
        for (long seed = 0; seed < 1000; seed++) {
            var services = Plan.of(seed, 6379, true).services();

            assertThat(services)
                    .filteredOn(service -> service.kind() != ServiceKind.IN_THE_WAY)
                    .hasSizeBetween(2, 3);
            assertThat(services).extracting(PlannedService::name).doesNotHaveDuplicates();
        }
    }

    @Test
    void only_the_scenario_of_ipv6_is_another_where_there_is_none() {
        var without = Plan.of(2, 6379, false);

        assertThat(Plan.of(2, 6379, true).scenario()).isEqualTo(Scenario.IPV6_ONLY);
        assertThat(without.scenario()).isNotEqualTo(Scenario.IPV6_ONLY);
        assertThat(without.isSecondChoice()).isTrue();
        assertThat(Plan.of(3, 6379, false)).isEqualTo(Plan.of(3, 6379, true));
        assertThat(Plan.of(3, 6379, false).isSecondChoice()).isFalse();
    }

    @Test
    void no_port_of_six_digits_looks_like_one_of_five() {
        for (long seed = 0; seed < 100; seed++) {
            assertThat(Plan.of(seed, 46379, true).services())
                    .allMatch(service -> service.kind() != ServiceKind.LOOK_ALIKE)
                    .allMatch(service -> service.port() == 0 || service.port() == 46379);
        }
    }

    @Test
    void a_service_that_would_listen_where_another_does_is_a_neighbour() {
        var plan = Plan.of(4, 6379, true).without(Set.of(16379));

        assertThat(plan.services())
                .extracting(PlannedService::kind)
                .containsExactly(
                        ServiceKind.IN_THE_WAY,
                        ServiceKind.NEIGHBOUR,
                        ServiceKind.LOOK_ALIKE,
                        ServiceKind.CLIENT);
    }

    @Test
    void what_the_student_is_told_does_not_depend_on_what_is_in_the_way() {
        assertThat(
                        Arrays.stream(new long[] {1, 3, 4, 5, 10, 14})
                                .mapToObj(seed -> Plan.of(seed, 6379, true).symptom(LAB)))
                .containsOnly("./lab start 4 can't have port 6379: something is in the way");
    }
}
