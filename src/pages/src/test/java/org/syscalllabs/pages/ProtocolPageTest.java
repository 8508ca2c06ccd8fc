package org.syscalllabs.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.syscalllabs.testkit.protocol.Dialect;
import org.syscalllabs.testkit.protocol.Reply;
import org.syscalllabs.testkit.protocol.ReplyReader;
import org.syscalllabs.testkit.protocol.Request;
import org.syscalllabs.testkit.protocol.Words;
import org.syscalllabs.trace.view.Quoted;

/** The page of the protocol says what the clients of a check send, and what they understand. */
@DisplayName("docs/protocol.md")
class ProtocolPageTest {
    private static final Path PAGE = PageMachine.ROOT.resolve("docs/protocol.md");

    /**
     * A row of a table of replies.
     *
     * @param bytes as the page shows them: {@code +OK\r\n}
     * @param shown what a check reads
     * @param insteadOf what it would have to read; empty where it reads just that
     */
    private record Row(String bytes, String shown, String insteadOf) {

        static Row of(String line) {
            var cells = line.split("\\|", -1);
            var bytes = cells[1].strip();
            return new Row(
                    bytes.substring(1, bytes.length() - 1),
                    cells[2].strip(),
                    cells.length > 4 ? cells[3].strip() : "");
        }

        /** All that the clients make of the bytes. */
        List<Reply> replies() {
            var reader = new ReplyReader();
            reader.feed(bytes.replace("\\r", "\r").replace("\\n", "\n").getBytes(UTF_8));
            return Stream.generate(reader::next)
                    .takeWhile(Optional::isPresent)
                    .map(Optional::orElseThrow)
                    .toList();
        }

        /** Whether a verdict can say what would be understood. */
        boolean isExplained(Reply reply) {
            return switch (insteadOf) {
                case "OK" -> Words.meansOk(reply);
                case "(nil)" -> Words.meansNothing(reply);
                default -> reply.unquoted().equals(insteadOf);
            };
        }
    }

    @Test
    @DisplayName("shows replies as the clients read them")
    void replies() throws IOException {
        var rows = lines().stream().filter(line -> line.startsWith("| `")).toList();
        var replies = rows.stream().filter(line -> line.contains("\\n` |")).map(Row::of).toList();

        assertThat(replies).hasSizeGreaterThan(10);
        assertThat(replies)
                .allSatisfy(row ->
                        assertThat(row.replies()).map(Reply::shown).containsExactly(row.shown));
        assertThat(replies)
                .filteredOn(row -> !row.insteadOf.isEmpty())
                .hasSize(5)
                .allSatisfy(row -> {
                    assertThat(row.shown).isNotEqualTo(row.insteadOf);
                    assertThat(row.replies()).allMatch(row::isExplained);
                });
    }

    @Test
    @DisplayName("shows a request as it is sent, in both ways")
    void requests() throws IOException {
        for (var dialect : Dialect.values()) {
            var sent = Quoted.of(Request.parse("SET name Alice").bytes(dialect));

            assertThat(lines()).contains(sent.substring(1, sent.length() - 1));
        }
    }

    private static List<String> lines() throws IOException {
        return Files.readAllLines(PAGE);
    }
}
