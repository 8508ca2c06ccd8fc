package org.syscalllabs.testkit;

/**
 * A client was not served as its script says: a wrong reply, none, one too many, or one at the
 * wrong time.
 */
public final class ClientExpectation extends AssertionError {
    ClientExpectation(String message) {
        super(message);
    }
}
