package org.syscalllabs.cli.check;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.syscalllabs.cli.kit.Kit;
import org.syscalllabs.cli.kit.Lab;
import org.syscalllabs.cli.kit.LabClasses;
import org.syscalllabs.cli.kit.Progress;
import org.syscalllabs.cli.kit.WorkFolder;
import org.syscalllabs.testkit.TestClasses;
import org.syscalllabs.testkit.machine.MachineKind;

/**
 * The check of a lab's claims: its test classes run inside this program, by JUnit's own launcher.
 *
 * @param command the server to check; empty for the lab's own
 * @param port the port that the server is told; 0 for any free one
 * @param timeout the bound of every wait, in seconds
 * @param patience how long the server waits for old connections that keep it from its port
 * @param recorded the log to judge in place of a server; null when a server is to run
 * @param machine where the server runs
 * @param longestLog how much of what strace writes is kept, in MB
 */
public record Check(
        Kit kit,
        Lab lab,
        List<String> command,
        int port,
        double timeout,
        Duration patience,
        @Nullable Path recorded,
        MachineKind machine,
        int longestLog) {

    /** What the kit consists of, by name: other files in its folder are the student's. */
    private static final List<String> OWN =
            List.of(
                    ".ci",
                    ".devcontainer",
                    ".git",
                    ".github",
                    ".mvn",
                    "Makefile",
                    "docs",
                    "images",
                    "jdk",
                    "kit",
                    "lab",
                    "labs",
                    "mvnw",
                    "pom.xml",
                    "scripts",
                    "src");

    /** JUnit's remarks on the lab's test class are not for those who run it. */
    private static final Logger REMARKS = Logger.getLogger("org.junit.platform.launcher");

    /** Whether it is the lab's own server that is checked. */
    public boolean isOfLabsOwnServer() {
        return recorded == null && command.isEmpty();
    }

    /** Tells each claim as it is judged, then the whole; notes how far the student is. */
    public Outcome judge(Report report) throws IOException {
        var classes = new LabClasses(kit);
        var server = isOfLabsOwnServer() ? classes.command(lab) : command;
        var findings = new Findings(report);
        Outcome outcome;
        try (var work = WorkFolder.of(kit, lab)) {
            var fingerprints = Fingerprints.of(kit, lab, command);
            var tests = classes.tests(lab);
            // A signal meanwhile ends the check without a verdict.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(findings)));
            // Every wait has its own bound; this one is for a test that forgot to give it one.
            var bound = patience.plusSeconds(60 + Math.round(12 * timeout));
            run(tests, parameters(work.path(), server), bound, findings);
            var trace = recorded == null ? work.path().resolve("trace.log") : recorded;
            outcome =
                    findings.finish(
                            new Subject(
                                    lab.name(),
                                    server,
                                    kit.show(trace),
                                    null,
                                    machine == MachineKind.SANDBOX,
                                    fingerprints));
        }
        if (Findings.isEnding()) {
            return outcome;
        }
        if (outcome.obstacle() != null) {
            kit.err().println("lab: " + outcome.obstacle());
        } else if (isOfLabsOwnServer() && outcome.subject().fingerprints().changed().isEmpty()) {
            new Progress(kit).record(lab, outcome.result() == Finding.Result.PROVED);
        }
        return outcome;
    }

    private void stop(Findings findings) {
        if (findings.close()) {
            kit.err().println("lab: stopped before the verdict");
        }
    }

    /** JUnit's configuration parameters: they tell the testkit what to check. */
    private Map<String, String> parameters(Path work, List<String> server) {
        var parameters = new HashMap<String, String>();
        if (!server.isEmpty()) {
            parameters.put("lab.command", String.join("\0", server));
        }
        parameters.put("lab.port", String.valueOf(port));
        parameters.put("lab.timeout", String.valueOf(timeout));
        parameters.put("lab.patience", String.valueOf(patience.toSeconds()));
        parameters.put("lab.work", work.toString());
        parameters.put("lab.machine", machine.word());
        parameters.put("lab.guarded", guarded());
        parameters.put("lab.longest.log", String.valueOf(longestLog));
        if (recorded != null) {
            parameters.put("lab.trace", recorded.toAbsolutePath().toString());
        }
        return parameters;
    }

    /** What of the kit no server may change, not even one that is started in the kit's folder. */
    private String guarded() {
        return Stream.concat(OWN.stream().map(kit.home()::resolve), Stream.of(kit.work()))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /**
     * Runs a lab's tests and tells the findings what becomes of each, as it does.
     *
     * @param compiled the folder of their classes
     * @param parameters JUnit's: they tell the testkit what to check
     * @param bound how long all of them may take, should one hang where no time-out reaches it
     */
    public static void run(
            Path compiled, Map<String, String> parameters, Duration bound, Findings findings)
            throws IOException {
        var folders = new URL[] {compiled.toUri().toURL()};
        try (var loader = new TestClasses(folders, Check.class.getClassLoader())) {
            findings.ofTests(loader);
            var request =
                    LauncherDiscoveryRequestBuilder.request()
                            .selectors(testClasses(compiled, loader))
                            .configurationParameters(parameters)
                            .enableImplicitConfigurationParameters(false)
                            .build();
            var tests = new Thread(() -> execute(request, findings), "tests");
            tests.setDaemon(true);
            tests.setContextClassLoader(loader);
            tests.start();
            if (!tests.join(bound)) {
                findings.ranOutOfTime(bound);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The classes are named to JUnit one by one: it need not search for them. */
    private static List<DiscoverySelector> testClasses(Path compiled, ClassLoader loader)
            throws IOException {
        try (var files = Files.list(compiled)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Test.class"))
                    .sorted()
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .<DiscoverySelector>map(name -> DiscoverySelectors.selectClass(loader, name))
                    .toList();
        }
    }

    /** With the Jupiter engine alone: looking for others takes longer than many a test. */
    static void execute(LauncherDiscoveryRequest request, Findings findings) {
        REMARKS.setLevel(Level.OFF);
        var config =
                LauncherConfig.builder()
                        .enableTestEngineAutoRegistration(false)
                        .enableLauncherSessionListenerAutoRegistration(false)
                        .enableLauncherDiscoveryListenerAutoRegistration(false)
                        .enablePostDiscoveryFilterAutoRegistration(false)
                        .enableTestExecutionListenerAutoRegistration(false)
                        .addTestEngines(new JupiterTestEngine())
                        .build();
        try {
            LauncherFactory.create(config).execute(request, findings);
        } catch (Throwable failure) {
            // JUnit hands on what no test should go on after, such as too little memory.
            findings.failed(failure);
        }
    }
}
