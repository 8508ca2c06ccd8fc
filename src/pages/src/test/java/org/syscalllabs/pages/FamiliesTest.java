package org.syscalllabs.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.syscalllabs.trace.strace.Family;

/** The students' guide shows the one table of calls. */
class FamiliesTest {
    private static final Path GUIDE = PageMachine.ROOT.resolve("docs/students.md");
    private static final String HEAD = "| family | what its calls do | calls |";

    @Test
    @DisplayName("the families of calls in docs/students.md are those of Family")
    void table() throws IOException {
        var lines = Files.readAllLines(GUIDE);
        assertThat(lines)
                .as("the head of the table of families in docs/students.md")
                .contains(HEAD);
        var first = lines.indexOf(HEAD) + 2;
        var expected = rows();
        var differing = new ArrayList<String>();
        var at = first;
        for (var row : expected) {
            var shown = at < lines.size() ? lines.get(at) : "";
            if (!shown.equals(row)) {
                differing.add(
                        "line %d\n  should be: %s\n  but is:    %s".formatted(at + 1, row, shown));
            }
            at++;
        }
        if (at < lines.size() && lines.get(at).startsWith("|")) {
            differing.add("line %d is one too many: %s".formatted(at + 1, lines.get(at)));
        }
        assertThat(differing)
                .as("lines of docs/students.md that differ from Family.java")
                .isEmpty();
    }

    /** A row for each family, in Family's order; of the calls of no family nothing is said. */
    private static List<String> rows() {
        return Arrays.stream(Family.values())
                .filter(family -> family != Family.OTHER)
                .map(FamiliesTest::row)
                .toList();
    }

    private static String row(Family family) {
        var name = family.name().toLowerCase(Locale.ROOT);
        var calls = String.join(", ", family.calls());
        return "| " + name + " | " + family.deed() + " | " + calls + " |";
    }
}
