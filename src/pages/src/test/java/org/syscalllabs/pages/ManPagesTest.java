package org.syscalllabs.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The man pages say what the scripts' headers and {@code lab --help} say. */
class ManPagesTest {
    @TempDir private Path work;

    @Test
    void no_page_is_missing_stale_or_of_a_command_that_is_gone()
            throws IOException, InterruptedException {
        var fresh = texts(ManPages.write(work));
        var kept = texts(ManPages.FOLDER);
        var wrong = new TreeMap<String, String>();
        fresh.keySet().forEach(page -> wrong.put(page, "is missing"));
        for (var page : kept.keySet()) {
            if (!fresh.containsKey(page)) {
                wrong.put(page, "is of a command that is gone");
            } else if (!kept.get(page).equals(fresh.get(page))) {
                wrong.put(page, "is stale");
            } else {
                wrong.remove(page);
            }
        }
        assertThat(wrong).as("docs/man is as `make man` makes it").isEmpty();
    }

    @Test
    void man_has_no_complaint() throws IOException, InterruptedException {
        for (var page : texts(ManPages.FOLDER).keySet()) {
            var man = new ProcessBuilder("man", "--warnings", "-Tutf8", "-Z", "-l", page);
            man.environment().put("LC_ALL", "C.UTF-8");
            man.directory(ManPages.FOLDER.toFile());
            man.redirectOutput(ProcessBuilder.Redirect.DISCARD);
            var process = man.start();
            var said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as("the exit code of man -l %s", page).isZero();
            assertThat(said).as("what man -l %s complains of", page).isEmpty();
        }
    }

    /**
     * The pages by their names: headings and text. How groff is told to set them depends on the
     * version of asciidoctor.
     */
    private static Map<String, String> texts(Path folder) throws IOException {
        var texts = new TreeMap<String, String>();
        for (var page : ManPages.in(folder)) {
            var text =
                    Files.readString(page)
                            .lines()
                            .filter(line -> line.matches("\\.(TH|SH) .*|[^.'].*"))
                            .collect(Collectors.joining("\n"));
            texts.put(page.getFileName().toString(), text);
        }
        return texts;
    }
}
