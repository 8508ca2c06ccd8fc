package org.syscalllabs.cli.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.syscalllabs.cli.kit.Kit;
import org.syscalllabs.cli.kit.Lab;

/**
 * What has decided, and on what: two checks with the same fingerprints judge the same files by the
 * same claims. SHA-256, in hex.
 *
 * @param checks of the lab's checks, as they were compiled
 * @param kit of the kit's jar, which has the claims; empty where there is none
 * @param server of the server's command, and of the files that it names
 * @param changed those of the lab's checks that are not as the kit was built with, as paths
 */
public record Fingerprints(String checks, String kit, String server, List<String> changed) {

    /** Where no lab's checks decide. */
    public static final Fingerprints NONE = new Fingerprints("", "", "", List.of());

    /** The sums of all labs' checks, in sha256sum's form; a test keeps them true. */
    static final String SUMS = "checks.sha256";

    public Fingerprints {
        changed = List.copyOf(changed);
    }

    /** Those of one check. */
    static Fingerprints of(Kit kit, Lab lab, List<String> command) throws IOException {
        var checks = java(lab.tests());
        var known = sums();
        var changed = new ArrayList<String>();
        for (var check : checks) {
            var path = kit.home().relativize(check).toString();
            // A lab that the kit does not know has checks of its own.
            if (known.keySet().stream().anyMatch(sum -> sum.startsWith("labs/" + lab.name() + "/"))
                    && !sum(List.of(check)).equals(known.get(path))) {
                changed.add(path);
            }
        }
        var files =
                command.isEmpty()
                        ? java(lab.folder().resolve("server"))
                        : command.stream().map(Path::of).filter(Files::isRegularFile).toList();
        var server = digest();
        server.update(String.join("\0", command).getBytes(UTF_8));
        return new Fingerprints(sum(checks), jar(), sum(server, files), changed);
    }

    /**
     * ./lab keeps its jar in a folder that is named by the jar's sum: to read it all takes long.
     */
    private static String jar() throws IOException {
        var jar = Path.of(Kit.classPath()).toAbsolutePath();
        if (!Files.isRegularFile(jar)) {
            return "";
        }
        var named = Objects.requireNonNull(jar.getParent()).getFileName().toString();
        return named.matches("[0-9a-f]{64}-.*") ? named.substring(0, 64) : sum(List.of(jar));
    }

    private static List<Path> java(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }

    /** By path, from the kit's folder. */
    static Map<String, String> sums() throws IOException {
        try (var listed =
                Objects.requireNonNull(Fingerprints.class.getResourceAsStream(SUMS), SUMS)) {
            var sums = new HashMap<String, String>();
            for (var line : new String(listed.readAllBytes(), UTF_8).lines().toList()) {
                var words = line.split("  ", 2);
                sums.put(words[1], words[0]);
            }
            return sums;
        }
    }

    private static String sum(List<Path> files) throws IOException {
        return sum(digest(), files);
    }

    private static String sum(MessageDigest digest, List<Path> files) throws IOException {
        for (var file : files) {
            digest.update(Files.readAllBytes(file));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
