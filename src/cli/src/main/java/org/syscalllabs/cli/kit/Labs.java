package org.syscalllabs.cli.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.syscalllabs.proc.Problem;

/** The labs of a kit: every folder named {@code NN-name} that has a server, in order. */
public final class Labs implements Iterable<Lab> {
    private static final Pattern FOLDER = Pattern.compile("(\\d\\d)-[a-z0-9-]+");

    private final List<Lab> labs;

    private Labs(List<Lab> labs) {
        this.labs = labs;
    }

    /** Reads the folder {@code labs/}. */
    public static Labs in(Path folder) {
        try (var entries = Files.list(folder)) {
            return new Labs(
                    entries.filter(path -> FOLDER.matcher(path.getFileName().toString()).matches())
                            .filter(path -> Files.exists(path.resolve("server/Server.java")))
                            .sorted()
                            .map(Labs::lab)
                            .toList());
        } catch (IOException e) {
            throw Problem.environment(
                    "can't read the labs: " + e.getMessage(),
                    "run ./lab of a whole clone of the kit");
        }
    }

    private static Lab lab(Path folder) {
        var name = folder.getFileName().toString();
        return new Lab(name.substring(0, 2), name, folder);
    }

    /**
     * The lab that a student means by {@code 1}, {@code 01}, {@code 01-start-server} or {@code
     * start-server}.
     *
     * @throws Problem bad usage, with the list of labs
     */
    public Lab find(String wanted) {
        // A path works too, so that the shell's own completion of labs/… is of use.
        var name = Path.of(wanted).getFileName().toString();
        for (var lab : labs) {
            if (name.equals(lab.number())
                    || name.equals(lab.shortNumber())
                    || name.equals(lab.name())
                    || lab.name().equals(lab.number() + "-" + name)) {
                return lab;
            }
        }
        var list =
                labs.stream()
                        .map(lab -> "  %s  %s".formatted(lab.shortNumber(), lab.title()))
                        .collect(Collectors.joining("\n"));
        throw Problem.usage("there is no lab " + wanted, "the labs are:\n" + list);
    }

    @Override
    public Iterator<Lab> iterator() {
        return labs.iterator();
    }
}
