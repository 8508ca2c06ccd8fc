package org.syscalllabs.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class whose methods are given a server that runs under strace.
 *
 * <p>A method that takes a {@link ServerUnderTest} is a live test: it moves clients. A method that
 * takes a {@link org.syscalllabs.trace.TraceLog} is a trace test: it runs after the live ones and
 * judges everything that the kernel saw of them. With a recorded log ({@code lab.trace}) only trace
 * tests run. One server serves all tests of a class; after a failed test a new one is started.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(LabExtension.class)
@TestMethodOrder(TraceTestsLast.class)
public @interface LabTest {

    /**
     * Whether its servers must see one another's processes, as one does that says who has its port:
     * then none can have PIDs of its own, and {@code lab check} runs them without a sandbox.
     */
    boolean seeOneAnother() default false;
}
