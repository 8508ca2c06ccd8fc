package org.syscalllabs.testkit;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.Optional;
import org.syscalllabs.testkit.machine.EarlierConnections;
import org.syscalllabs.testkit.protocol.Dialect;

/**
 * The classes of one check's tests. JUnit makes its extensions itself and hands nothing on to them;
 * but each knows the class that it extends, and the loader of that class takes what was judged.
 */
public final class TestClasses extends URLClassLoader {

    private final Judgements judgements = new Judgements();
    private final Spoken spoken = new Spoken();

    public TestClasses(URL[] folders, ClassLoader parent) {
        super(folders, parent);
    }

    /** What the tests of these classes have judged. */
    public Judgements judgements() {
        return judgements;
    }

    /** The language in which the server has answered these tests; empty when it has not. */
    public Optional<Dialect> spoken() {
        return spoken.byServer();
    }

    /** What the servers of a test's check share; it is read only when it is asked for. */
    static Shared sharedIn(Class<?> test, EarlierConnections earlier) {
        return test.getClassLoader() instanceof TestClasses classes
                ? new Shared(classes.judgements, classes.spoken, earlier)
                : new Shared(new Judgements(), new Spoken(), earlier);
    }
}
