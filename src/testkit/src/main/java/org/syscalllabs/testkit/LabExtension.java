package org.syscalllabs.testkit;

import org.junit.jupiter.api.extension.Extension;

/** Starts the server of a {@link LabTest}, hands it to its methods, and ends it. */
public final class LabExtension implements Extension {}
