package org.syscalllabs.cli.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One lab: a folder such as {@code labs/03-many-clients}.
 *
 * @param number two digits, as the folder has them: {@code 03}
 * @param name the folder's name: {@code 03-many-clients}
 * @param folder the folder itself
 */
public record Lab(String number, String name, Path folder) {

    /** The lab as a student types it: {@code 3}. */
    public String shortNumber() {
        return Integer.toString(Integer.parseInt(number));
    }

    /** The server that the lab is about. */
    public Path server() {
        return folder.resolve("server/Server.java");
    }

    /** The folder of the lab's checks. */
    public Path tests() {
        return folder.resolve("test");
    }

    /** Whether a check of it says that its servers must see one another: see LabTest. */
    public boolean serversSeeOneAnother() {
        try (var tests = Files.list(tests())) {
            for (var test : tests.filter(file -> file.toString().endsWith(".java")).toList()) {
                if (Files.readString(test).contains("@LabTest(seeOneAnother = true)")) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The heading of the lab's page, without its number; the folder's name if it has no page. */
    public String title() {
        var page = folder.resolve("README.md");
        if (Files.isReadable(page)) {
            try (var lines = Files.lines(page)) {
                var heading = lines.filter(line -> line.startsWith("# ")).findFirst();
                if (heading.isPresent()) {
                    return heading.get()
                            .substring(2)
                            .replaceFirst("^(Lab )?\\d+[:.]? +", "")
                            .strip();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return name.substring(number.length() + 1).replace('-', ' ');
    }
}
