package org.syscalllabs.cli.kit;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Root's files in another user's checkout. */
class GivenBackTest {
    private static final int NOBODY = 65534;

    @TempDir private Path home;
    private Path log;
    private Kit kit;

    @BeforeEach
    void someoneElsesCheckout() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root has others' files");
        log = home.resolve("work/03/trace.log");
        Files.createDirectories(home.resolve("work/03"));
        Files.writeString(log, "");
        Files.setAttribute(home, "unix:uid", NOBODY);
        var silence = new PrintWriter(Writer.nullWriter());
        kit = new Kit(home, silence, silence);
    }

    @Test
    @DisplayName("what root has made in a checkout is its owner's")
    void toTheOwner() throws IOException {
        GivenBack.toOwner(kit);
        assertThat(owner(log)).isEqualTo(NOBODY);
        assertThat(owner(home.resolve("work/03"))).isEqualTo(NOBODY);
    }

    @Test
    @DisplayName("in root's own checkout all stays root's")
    void rootsOwn() throws IOException {
        Files.setAttribute(home, "unix:uid", 0);
        GivenBack.toOwner(kit);
        assertThat(owner(log)).isZero();
    }

    @Test
    @DisplayName("what a link or a second name leads to stays root's")
    void notBehindLinks(@TempDir Path outside) throws IOException {
        var linked = Files.writeString(outside.resolve("linked"), "");
        var named = Files.writeString(outside.resolve("named"), "");
        Files.createSymbolicLink(home.resolve("work/link"), linked);
        Files.createLink(home.resolve("work/name"), named);
        GivenBack.toOwner(kit);
        assertThat(owner(linked)).isZero();
        assertThat(owner(named)).isZero();
        assertThat(owner(log)).isEqualTo(NOBODY);
    }

    private static int owner(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:uid", NOFOLLOW_LINKS);
    }
}
