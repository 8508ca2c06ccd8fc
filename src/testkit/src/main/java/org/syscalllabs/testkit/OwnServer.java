package org.syscalllabs.testkit;

import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;

/** The command that runs the lab's own compiled {@code Server}. */
final class OwnServer {

    /** What the lab's server stands on, each with a class that is sure to be there. */
    private static final List<String> NEEDED =
            List.of(
                    "Server.class",
                    "org/syscalllabs/syscalls/package-info.class",
                    "org/syscalllabs/kv/package-info.class",
                    "org/syscalllabs/proc/package-info.class");

    private OwnServer() {}

    /** A small JVM, of the JDK that runs the kit. */
    static List<String> command(ClassLoader loader) {
        return command(loader, Path.of(System.getProperty("java.home"), "bin", "java").toString());
    }

    /** A small JVM on the class path of this one, less all that only the tests need. */
    static List<String> command(ClassLoader loader, String java) {
        var classPath = new LinkedHashSet<String>();
        for (var name : NEEDED) {
            var found = loader.getResource(name);
            if (found != null) {
                classPath.add(root(found.toString(), name).toString());
            }
        }
        return List.of(
                java,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                String.join(File.pathSeparator, classPath),
                "Server");
    }

    /** The folder of {@code file:/folder/name}, the jar of {@code jar:file:/x.jar!/name}. */
    private static Path root(String url, String name) {
        var root = url.substring(0, url.length() - name.length());
        if (root.startsWith("jar:")) {
            root = root.substring("jar:".length(), root.length() - "!/".length());
        }
        return Path.of(URI.create(root));
    }
}
