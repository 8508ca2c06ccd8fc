package org.syscalllabs.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Arrows between the modules point one way, and there is no circle between packages. The labs'
 * servers and tests are in no package, and are held by their pom alone.
 */
class ArrowsTest {
    private static final String ROOT = "org.syscalllabs.";

    private static JavaClasses kit;

    @BeforeAll
    static void allModules() {
        kit =
                new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("org.syscalllabs");
        for (var module : new String[] {"syscalls", "kv", "proc", "trace", "testkit", "cli"}) {
            assertThat(kit).anyMatch(one -> isIn(module, one));
        }
    }

    @Test
    void what_servers_and_checks_stand_on_depends_on_the_jdk_alone() {
        for (var module : new String[] {"syscalls", "kv", "proc", "trace"}) {
            classes()
                    .that()
                    .resideInAPackage(ROOT + module + "..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(ROOT + module + "..", "java..", "javax..", "org.jspecify..")
                    .check(kit);
        }
    }

    @Test
    void the_testkit_stands_on_trace_and_proc() {
        ofTheKit("testkit", "trace", "proc").check(kit);
    }

    @Test
    void the_command_stands_on_the_testkit() {
        ofTheKit("cli", "testkit", "trace", "proc").check(kit);
    }

    @Test
    void no_packages_depend_on_each_other_in_a_circle() {
        noCircle(JavaClass::getPackageName).check(kit);
    }

    @Test
    void a_trace_is_read_then_followed_then_judged_and_shown() {
        neither("trace.strace", "trace.server", "trace.claim", "trace.view").check(kit);
        neither("trace.server", "trace.claim", "trace.view").check(kit);
    }

    @Test
    void the_words_of_a_failure_know_neither_machines_nor_clients() {
        neither("testkit.failure", "testkit.machine").check(kit);
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + "testkit.machine", ROOT + "testkit.failure")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + "testkit")
                .check(kit);
    }

    @Test
    void commands_are_thin_and_nothing_stands_on_them() {
        neither("cli.kit", "cli.check", "cli.client", "cli.demo", "cli.repair").check(kit);
        neither("cli.check", "cli.client", "cli.demo", "cli.repair").check(kit);
        noClasses()
                .that()
                .resideInAPackage(ROOT + "cli.(*)..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + "cli")
                .check(kit);
    }

    /** A rule that can't be broken proves nothing. Classes of one package do use each other. */
    @Test
    void an_arrow_that_is_not_allowed_is_seen() {
        assertThat(ofTheKit("testkit", "proc").evaluate(kit).hasViolation()).isTrue();
        assertThat(ofTheKit("cli", "trace", "proc").evaluate(kit).hasViolation()).isTrue();
        assertThat(neither("cli.repair", "cli.kit").evaluate(kit).hasViolation()).isTrue();
        assertThat(noCircle(JavaClass::getName).evaluate(kit).hasViolation()).isTrue();
    }

    /** Of the kit's own packages, a module uses its own and these. */
    private static ArchRule ofTheKit(String module, String... others) {
        var allowed =
                Stream.concat(Stream.of(module), Stream.of(others))
                        .map(name -> ROOT + name + "..")
                        .toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage(ROOT + module + "..")
                .should()
                .onlyDependOnClassesThat(
                        JavaClass.Predicates.resideInAnyPackage(allowed)
                                .or(
                                        JavaClass.Predicates.resideOutsideOfPackage(
                                                "org.syscalllabs..")));
    }

    /** A package uses none of these; it need not be there yet. */
    private static ArchRule neither(String name, String... others) {
        return noClasses()
                .that()
                .resideInAPackage(ROOT + name + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        Stream.of(others).map(other -> ROOT + other + "..").toArray(String[]::new))
                .allowEmptyShould(true);
    }

    /**
     * What is called the same is one part; no two parts use each other, however far round. A
     * package that has others below it is a part of its own.
     */
    private static ArchRule noCircle(Function<JavaClass, String> part) {
        return SlicesRuleDefinition.slices()
                .assignedFrom(new Parts(part))
                .should()
                .beFreeOfCycles();
    }

    private static boolean isIn(String module, JavaClass one) {
        return (one.getPackageName() + ".").startsWith(ROOT + module + ".");
    }

    private record Parts(Function<JavaClass, String> part) implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass one) {
            return one.getPackageName().startsWith("org.syscalllabs")
                    ? SliceIdentifier.of(part.apply(one))
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "the parts of the kit";
        }
    }
}
