package org.syscalllabs.testkit.machine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ContainerNetwork;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.utility.DockerImageName;

/**
 * The lab container. That its server listens is read from the trace, and that it has ended is a
 * finding of the check: Testcontainers itself waits for neither, and makes no connection of its
 * own.
 */
final class LabContainer extends GenericContainer<LabContainer> {

    LabContainer(String image) {
        super(DockerImageName.parse(image));
        withStartupCheckStrategy(new Started());
    }

    /** Its address in the engine's network. */
    String address() {
        return getContainerInfo().getNetworkSettings().getNetworks().values().stream()
                .map(ContainerNetwork::getIpAddress)
                .findFirst()
                .orElseThrow();
    }

    @Override
    protected void waitUntilContainerStarted() {
        // The kit waits for listen(2).
    }

    /** Also one that has ended already was started. */
    private static final class Started extends StartupCheckStrategy {
        @Override
        public StartupStatus checkStartupState(DockerClient client, String container) {
            return StartupStatus.SUCCESSFUL;
        }
    }
}
