package org.syscalllabs.testkit;

import java.net.URL;
import java.net.URLClassLoader;

/**
 * The classes of one check's tests. JUnit makes its extensions itself and hands nothing on to them;
 * but each knows the class that it extends, and by its loader whom to tell what was judged.
 */
public final class TestClasses extends URLClassLoader {

    private final Judgements judgements = new Judgements();

    public TestClasses(URL[] folders, ClassLoader parent) {
        super(folders, parent);
    }

    /** What the tests of these classes have judged. */
    public Judgements judgements() {
        return judgements;
    }

    /** Those of a test's check; where none has asked for any, some that nobody reads. */
    static Judgements judgementsOf(Class<?> test) {
        return test.getClassLoader() instanceof TestClasses classes
                ? classes.judgements
                : new Judgements();
    }
}
