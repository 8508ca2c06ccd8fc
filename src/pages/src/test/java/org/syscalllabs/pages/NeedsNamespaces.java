package org.syscalllabs.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Comparator;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Leaves out the tests of a class where this user can't have a {@link PageMachine}. */
final class NeedsNamespaces implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (context.getTestMethod().isPresent()) {
            return ConditionEvaluationResult.enabled("its class has been tried");
        }
        try {
            var obstacle = obstacle();
            return obstacle.isEmpty()
                    ? ConditionEvaluationResult.enabled("there are namespaces")
                    : ConditionEvaluationResult.disabled(obstacle);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String obstacle() throws IOException {
        var folder = Files.createTempDirectory("page-machine");
        try {
            return PageMachine.obstacle(folder);
        } finally {
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
