package org.syscalllabs.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.syscalllabs.cli.kit.Kit;

class FingerprintsTest {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final String TEST = "labs/03-many-clients/test/ManyClientsTest.java";
    private static final String SERVER = "labs/03-many-clients/server/Server.java";

    @TempDir private Path home;
    private Kit kit;

    @BeforeEach
    void copyLab3() throws IOException {
        for (var file : List.of(TEST, SERVER)) {
            Files.createDirectories(home.resolve(file).getParent());
            Files.copy(ROOT.resolve(file), home.resolve(file));
        }
        var silence = new PrintWriter(Writer.nullWriter());
        kit = new Kit(home, silence, silence);
    }

    @Test
    @DisplayName("the kit knows the sums of all labs' checks, as they are")
    void sums() throws IOException {
        var silence = new PrintWriter(Writer.nullWriter());
        var whole = new Kit(ROOT, silence, silence);
        for (var lab : whole.labs()) {
            assertThat(Fingerprints.of(whole, lab, List.of()).changed())
                    .as(
                            "changed checks: sha256sum labs/*/test/*.java >src/cli/src/main/"
                                    + "resources/org/syscalllabs/cli/check/checks.sha256")
                    .isEmpty();
        }
        assertThat(
                        Fingerprints.sums().keySet().stream()
                                .filter(p -> !Files.exists(ROOT.resolve(p))))
                .isEmpty();
    }

    @Test
    @DisplayName("a changed check is named, and has another fingerprint")
    void changed() throws IOException {
        var before = of(List.of());
        Files.writeString(home.resolve(TEST), Files.readString(home.resolve(TEST)) + "// easier\n");
        var after = of(List.of());
        assertThat(before.changed()).isEmpty();
        assertThat(after.changed()).containsExactly(TEST);
        assertThat(after.checks()).isNotEqualTo(before.checks()).hasSize(64);
        assertThat(after.server()).isEqualTo(before.server());
    }

    @Test
    @DisplayName("the server's is that of its command, and of the files in it")
    void server() throws IOException {
        var script = Files.writeString(home.resolve("server.py"), "1");
        var command = List.of("python3", script.toString());
        var one = of(command);
        assertThat(of(command)).isEqualTo(one);
        assertThat(of(List.of("python3", "-u", script.toString())).server())
                .isNotEqualTo(one.server());
        Files.writeString(script, "2");
        assertThat(of(command).server()).isNotEqualTo(one.server());
        assertThat(of(List.of()).server()).isNotEqualTo(one.server());
    }

    @Test
    @DisplayName("are told with the verdict")
    void told() throws IOException {
        Files.writeString(home.resolve(TEST), "class ManyClientsTest {}\n");
        var subject =
                new Subject("03-many-clients", List.of(), "trace.log", null, true, of(List.of()));
        var outcome = new Outcome(subject, List.of(), null, null, null);
        assertThat(told(Format.TEXT, outcome))
                .contains("changed  " + TEST + " is not the kit's own: it has decided, too\n");
        assertThat(told(Format.JSON, outcome))
                .contains("\"changedChecks\" : [ \"" + TEST + "\" ]")
                .containsPattern("\"checks\" : \"[0-9a-f]{64}\"");
    }

    private Fingerprints of(List<String> command) throws IOException {
        return Fingerprints.of(kit, kit.labs().find("3"), command);
    }

    private static String told(Format format, Outcome outcome) throws IOException {
        var text = new java.io.StringWriter();
        var out = new PrintWriter(text, true);
        format.to(out, picocli.CommandLine.Help.Ansi.OFF).finished(outcome);
        return text.toString().lines().collect(Collectors.joining("\n", "", "\n"));
    }
}
