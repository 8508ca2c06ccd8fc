package org.syscalllabs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Tests of repairs: one kit for all of a class, and after each test no exercise is on. */
@ResourceLock(Ports.FREE)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RepairChecks {

    TestKit kit;

    @BeforeAll
    void oneKitForAll(@TempDir Path home) throws IOException {
        kit = new TestKit(home);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        assertThat(kit.lab("reset", "4").exit()).isZero();
        assertThat(kit.kit().runs().running()).isEmpty();
    }

    @AfterAll
    void leaveTheLabsAlone() throws IOException {
        kit.close();
    }
}
