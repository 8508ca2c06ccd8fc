package org.syscalllabs.cli.check;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.syscalllabs.testkit.TestClasses;

/**
 * Runs a lab's test classes inside this program, with JUnit's own launcher.
 *
 * @param classes the folder of the compiled tests
 * @param parameters JUnit's configuration parameters: they tell the testkit what to check
 * @param bound how long all tests together may take, should one hang where no time-out reaches it
 */
public record Check(Path classes, Map<String, String> parameters, Duration bound) {

    /** JUnit's remarks on the lab's test class are not for those who run it. */
    private static final Logger REMARKS = Logger.getLogger("org.junit.platform.launcher");

    /** Runs the tests and tells the findings what becomes of each, as it does. */
    public void run(Findings findings) throws IOException {
        var folders = new URL[] {classes.toUri().toURL()};
        try (var loader = new TestClasses(folders, Check.class.getClassLoader())) {
            findings.ofTests(loader);
            var request = request(loader);
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

    private LauncherDiscoveryRequest request(ClassLoader loader) throws IOException {
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(testClasses(loader))
                .configurationParameters(parameters)
                .enableImplicitConfigurationParameters(false)
                .build();
    }

    /** The classes are named to JUnit one by one: it need not search for them. */
    private List<DiscoverySelector> testClasses(ClassLoader loader) throws IOException {
        try (var files = Files.list(classes)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Test.class"))
                    .sorted()
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .<DiscoverySelector>map(name -> DiscoverySelectors.selectClass(loader, name))
                    .toList();
        }
    }

    /** With the Jupiter engine alone: looking for others takes longer than many a test. */
    private static void execute(LauncherDiscoveryRequest request, Findings findings) {
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
        LauncherFactory.create(config).execute(request, findings);
    }
}
