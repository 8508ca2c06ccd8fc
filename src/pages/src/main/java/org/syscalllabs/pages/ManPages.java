package org.syscalllabs.pages;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.syscalllabs.cli.Main;
import org.syscalllabs.cli.kit.Kit;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/**
 * The man pages: picocli writes those of {@code lab} and its commands as AsciiDoc, and {@code
 * scripts/dev/man-pages} does the rest.
 */
final class ManPages {
    /** Where they are kept. In it man1 leads back to it: man -M looks for pages there. */
    static final Path FOLDER = PageMachine.ROOT.resolve("docs/man");

    private ManPages() {}

    /**
     * Writes all of them.
     *
     * @param work an empty folder
     * @return the folder that they are in
     * @throws IOException if one can't be written, with what was said about it
     */
    static Path write(Path work) throws IOException, InterruptedException {
        var lab = Files.createDirectory(work.resolve("lab"));
        var nowhere = new PrintWriter(Writer.nullWriter());
        var spec = Main.commandLine(new Kit(work, nowhere, nowhere)).getCommandSpec();
        ManPageGenerator.generateManPage(lab.toFile(), null, new boolean[0], true, spec);
        try (var pages = Files.list(lab)) {
            for (var page : pages.toList()) {
                Files.writeString(page, tidy(Files.readString(page)));
            }
        }
        var pages = work.resolve("man");
        var script = PageMachine.ROOT.resolve("scripts/dev/man-pages").toString();
        var process =
                new ProcessBuilder(script, lab.toString(), pages.toString())
                        .redirectErrorStream(true)
                        .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0 || !said.isEmpty()) {
            throw new IOException(said);
        }
        return pages;
    }

    /** The pages of a folder. */
    static List<Path> in(Path folder) throws IOException {
        try (var pages = Files.list(folder)) {
            return pages.filter(page -> page.toString().endsWith(".1")).sorted().toList();
        }
    }

    /** A line of the examples: what one types, and what that does. */
    private static final Pattern EXAMPLE = Pattern.compile("(?m)^  (\\S.*?)(?:  +(\\S.*))?$");

    /** Without picocli's marks and the version; headings and examples as in the scripts' pages. */
    private static String tidy(String page) {
        var tidy =
                page.replaceAll("(?m)^//.*\n", "")
                        .replaceAll("(?m)^:(revnumber|man-linkstyle):.*\n", "")
                        .replaceAll("(?m)^:(manmanual|mansource):.*", ":$1: Syscall Labs")
                        .replaceAll("(?m)^(lab\\S* - .*)\\.$", "$1")
                        .replaceAll("(?m)^== +Exit codes:", "== Exit status")
                        .replaceAll("xref:(\\S+)\\.adoc\\[.*]::", "*$1*(1)::")
                        .replaceAll("\n{3,}", "\n\n");
        var examples = tidy.indexOf("==  Examples:");
        return tidy.substring(0, examples)
                + "== Examples\n\n"
                + EXAMPLE.matcher(tidy.substring(examples))
                        .results()
                        .map(ManPages::example)
                        .collect(Collectors.joining());
    }

    private static String example(MatchResult line) {
        var what = line.group(2) == null ? "" : line.group(2);
        return "*pass:c[%s]*::\n%s\n\n".formatted(line.group(1).replace("]", "\\]"), what);
    }
}
