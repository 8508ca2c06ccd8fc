package org.syscalllabs.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tree is what its plan says, and a new lab is told what it still lacks. */
class TreeTest {
    private static final Path LABS = PageMachine.ROOT.resolve("labs");
    private static final Path SCRIPTS = PageMachine.ROOT.resolve("scripts");
    private static final Pattern MODULE = Pattern.compile("<module>(.+?)</module>");
    private static final Pattern LINK = Pattern.compile("]\\((?!https?:|#)([^)#]+)");
    private static final Pattern PAGE = Pattern.compile("docs/[a-z-]+\\.md");
    private static final List<String> HEADINGS =
            List.of("Outcomes", "Question", "Predict", "Run", "Observe", "Explain", "Change it");

    @Test
    void every_lab_is_listed_in_the_pom_of_the_labs() throws IOException {
        try (var folders = Files.list(LABS)) {
            assertThat(folders.map(folder -> folder.getFileName().toString()))
                    .filteredOn(name -> name.matches("\\d\\d-.*"))
                    .as("the folders in labs/, and the modules in labs/pom.xml")
                    .containsExactlyInAnyOrderElementsOf(listed());
        }
    }

    @Test
    void no_lab_lacks_a_part() throws IOException {
        var lacking = new ArrayList<String>();
        for (var lab : listed()) {
            lacks(LABS.resolve(lab))
                    .forEach(part -> lacking.add("labs/%s lacks %s".formatted(lab, part)));
        }
        assertThat(lacking).isEmpty();
    }

    @Test
    void the_scripts_folder_has_the_students_tools_and_what_they_share() throws IOException {
        var others = new ArrayList<String>();
        for (var name : names(SCRIPTS).toList()) {
            if (!isTool(name)) {
                others.add(name);
            }
        }
        assertThat(others)
                .as("what is no tool in scripts/; what builds and tests the kit is in scripts/dev")
                .containsExactlyInAnyOrder("dev", "lib.sh");
    }

    @Test
    void every_page_that_a_program_or_a_page_names_is_there() throws IOException {
        var missing = new TreeSet<String>();
        for (var folder : List.of("src", "labs", "scripts", "docs", "README.md", "CHANGELOG.md")) {
            try (var files = Files.walk(PageMachine.ROOT.resolve(folder))) {
                for (var file : files.filter(TreeTest::isText).toList()) {
                    PAGE.matcher(Files.readString(file))
                            .results()
                            .map(MatchResult::group)
                            .filter(page -> !Files.exists(PageMachine.ROOT.resolve(page)))
                            .forEach(page -> missing.add("%s, in %s".formatted(page, file)));
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    private static boolean isText(Path file) {
        return Files.isRegularFile(file)
                && !file.toString().contains("/target/")
                && file.getFileName().toString().matches("[^.]+|.*\\.(java|md|1|sh|bats)");
    }

    @Test
    void every_tool_for_students_has_a_tour() throws IOException {
        var tours = new TreeSet<String>();
        tours.add("lab.md");
        names(SCRIPTS).filter(TreeTest::isTool).forEach(tool -> tours.add(tool + ".md"));
        assertThat(names(PageMachine.ROOT.resolve("docs/examples")))
                .as("the pages in docs/examples: one for lab, and for each tool in scripts/")
                .containsExactlyInAnyOrderElementsOf(tours);
    }

    @Test
    void every_link_of_a_page_leads_to_a_file() throws IOException {
        var broken = new ArrayList<String>();
        for (var page : pages()) {
            var links = LINK.matcher(Files.readString(page));
            while (links.find()) {
                if (!Files.exists(page.resolveSibling(links.group(1)))) {
                    broken.add(PageMachine.ROOT.relativize(page) + ": " + links.group(1));
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static boolean isTool(String name) {
        var file = SCRIPTS.resolve(name);
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    private static List<String> listed() throws IOException {
        var pom = MODULE.matcher(Files.readString(LABS.resolve("pom.xml")));
        return pom.results().map(module -> module.group(1)).toList();
    }

    private static List<String> lacks(Path lab) throws IOException {
        var lacks = new ArrayList<String>();
        for (var file : List.of("README.md", "pom.xml", "server/Server.java", "trace.txt")) {
            if (!Files.isRegularFile(lab.resolve(file))) {
                lacks.add(file);
            }
        }
        for (var script : List.of("start", "trace", "client", "stop")) {
            if (!Files.isExecutable(lab.resolve(script))) {
                lacks.add(script + ", executable");
            }
        }
        if (names(lab.resolve("test")).noneMatch(name -> name.endsWith("Test.java"))) {
            lacks.add("a test/…Test.java");
        }
        if (lines(lab.resolve("server/Server.java")).size() > 100) {
            lacks.add("a server of at most 100 lines");
        }
        var headings =
                lines(lab.resolve("README.md")).stream()
                        .filter(line -> line.startsWith("## "))
                        .map(line -> line.substring(3))
                        .toList();
        if (lines(lab.resolve("README.md")).size() > 250) {
            lacks.add("a page of at most 250 lines");
        }
        if (!headings.equals(HEADINGS)) {
            lacks.add("a page of %s; it has %s".formatted(String.join(", ", HEADINGS), headings));
        }
        return lacks;
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private static Stream<String> names(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Stream.of();
        }
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList().stream();
        }
    }

    /** Every page of the tree, without those in work/ and target/. */
    private static List<Path> pages() throws IOException {
        try (var all = Files.walk(PageMachine.ROOT)) {
            return all.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.toString().matches(".*/(work|target|\\.git)/.*"))
                    .toList();
        }
    }
}
