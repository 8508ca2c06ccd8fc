package org.syscalllabs.cli.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.syscalllabs.proc.Problem;

/**
 * Compiles a lab's sources, once for each content: {@code work/classes/HASH/}.
 *
 * <p>So a student edits {@code Server.java} and just starts it.
 */
public final class LabClasses {
    private final Kit kit;

    public LabClasses(Kit kit) {
        this.kit = kit;
    }

    /**
     * The folder with the classes of the lab's server.
     *
     * @throws Problem when it does not compile, with file, line and the compiler's words
     */
    public Path server(Lab lab) {
        return compiled(lab.folder().resolve("server"));
    }

    /**
     * The folder with the classes of the lab's checks.
     *
     * @throws Problem when they don't compile
     */
    public Path tests(Lab lab) {
        return compiled(lab.tests());
    }

    /** The command that runs the lab's server: the kit's own java, on the kit's own jar. */
    public List<String> command(Lab lab) {
        return List.of(
                Kit.java().toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                Kit.classPath() + ":" + server(lab),
                "Server");
    }

    private Path compiled(Path folder) {
        try {
            var sources = sources(folder);
            var classes = kit.work().resolve("classes").resolve(hash(sources));
            if (!Files.isDirectory(classes)) {
                Files.createDirectories(classes.getParent());
                var fresh = Files.createTempDirectory(classes.getParent(), "new-");
                compile(sources, fresh);
                publish(fresh, classes);
            }
            return classes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> sources(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }

    /**
     * Same sources on the same kit and JDK: same classes. The kit's jar has its hash in its path.
     */
    private static String hash(List<Path> sources) throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update((Kit.java() + "\0" + Kit.classPath()).getBytes(StandardCharsets.UTF_8));
            for (var source : sources) {
                digest.update((source + "\0").getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(source));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private void compile(List<Path> sources, Path classes) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw Problem.environment(
                    System.getProperty("java.home") + " has no compiler: it is a JRE",
                    "set JAVA_HOME to a JDK 25");
        }
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        try (var files =
                compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8)) {
            var options =
                    List.of("-d", classes.toString(), "-cp", Kit.classPath(), "-proc:none", "-g");
            var units = files.getJavaFileObjectsFromPaths(sources);
            if (!compiler.getTask(null, files, diagnostics, options, null, units).call()) {
                delete(classes);
                throw Problem.usage(
                        "it does not compile:\n" + errors(diagnostics.getDiagnostics()),
                        "mend it and run the same command again");
            }
        }
    }

    private String errors(List<Diagnostic<? extends JavaFileObject>> diagnostics) {
        return diagnostics.stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(this::error)
                .collect(Collectors.joining("\n"));
    }

    private String error(Diagnostic<? extends JavaFileObject> error) {
        var message = error.getMessage(Locale.ROOT);
        var source = error.getSource();
        return source == null
                ? message
                : kit.show(Path.of(source.toUri())) + ":" + error.getLineNumber() + ": " + message;
    }

    /** Another `lab` may have compiled the same sources meanwhile: then its classes are as good. */
    private static void publish(Path fresh, Path classes) throws IOException {
        try {
            Files.move(fresh, classes, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.isDirectory(classes)) {
                throw e;
            }
            delete(fresh);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
