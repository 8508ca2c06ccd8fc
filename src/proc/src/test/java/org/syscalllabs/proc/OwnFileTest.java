package org.syscalllabs.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(10)
class OwnFileTest {

    @TempDir private Path folder;

    @Test
    void a_link_is_replaced_and_what_it_leads_to_stays() throws IOException {
        var theirs = Files.writeString(folder.resolve("theirs"), "precious");
        var file = Files.createSymbolicLink(folder.resolve("file"), theirs);

        OwnFile.write(file, "ours");

        assertThat(theirs).hasContent("precious");
        assertThat(file).hasContent("ours");
        assertThat(Files.isSymbolicLink(file)).isFalse();
    }

    @Test
    void a_pipe_is_neither_written_nor_read() throws Exception {
        var pipe = folder.resolve("pipe");
        new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor(5, TimeUnit.SECONDS);

        assertThat(OwnFile.read(pipe, 100)).isEmpty();
        OwnFile.write(pipe, "ours");

        assertThat(OwnFile.read(pipe, 100)).contains("ours");
    }

    @Test
    void a_folder_with_something_in_it_is_set_aside() throws IOException {
        var file = folder.resolve("file");
        for (var times = 0; times < 2; times++) {
            Files.createDirectories(file.resolve("of theirs"));
            OwnFile.write(file, "ours");
            Files.delete(file);
        }

        assertThat(folder.resolve("file.aside/of theirs")).isDirectory();
        assertThat(folder.resolve("file.aside-2/of theirs")).isDirectory();
    }

    @Test
    void what_has_the_name_of_a_folder_is_set_aside() throws IOException {
        var elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        var ours = Files.createSymbolicLink(folder.resolve("ours"), elsewhere);

        OwnFile.folder(ours);

        assertThat(Files.isSymbolicLink(ours)).isFalse();
        assertThat(ours).isEmptyDirectory();
        assertThat(folder.resolve("ours.aside")).isSymbolicLink();
    }

    @Test
    void links_devices_and_long_files_are_not_read() throws IOException {
        var file = Files.writeString(folder.resolve("file"), "0123456789");
        var link = Files.createSymbolicLink(folder.resolve("link"), file);

        assertThat(OwnFile.read(file, 10)).contains("0123456789");
        assertThat(OwnFile.read(file, 9)).isEmpty();
        assertThat(OwnFile.read(link, 10)).isEmpty();
        assertThat(OwnFile.read(Path.of("/dev/zero"), 10)).isEmpty();
        assertThat(OwnFile.read(folder.resolve("nothing"), 10)).isEmpty();
    }
}
