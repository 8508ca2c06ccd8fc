package org.syscalllabs.cli.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class KitTest {
    private static final Path TRACE = Path.of("/home/ada/kit/work/03/trace.log");

    @Test
    @DisplayName("paths are shown from where one stands")
    void shown() {
        assertThat(standingIn("/home/ada/kit").show(TRACE)).isEqualTo("work/03/trace.log");
        assertThat(standingIn("/home/ada").show(TRACE)).isEqualTo("kit/work/03/trace.log");
        assertThat(standingIn("/home/ada/kit/labs/03-many-clients").show(TRACE))
                .isEqualTo("../../work/03/trace.log");
        assertThat(standingIn("/tmp").show(TRACE)).isEqualTo(TRACE.toString());
        assertThat(standingIn("/home/ada/kit").show(Path.of("/tmp/x"))).isEqualTo("/tmp/x");
    }

    private static Kit standingIn(String folder) {
        var home = Path.of("/home/ada/kit");
        var silence = new PrintWriter(Writer.nullWriter());
        return new Kit(home, home.resolve("work"), Path.of(folder), silence, silence, false);
    }
}
