package org.syscalllabs.testkit.machine;

import com.github.dockerjava.api.exception.DockerException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import org.testcontainers.DockerClientFactory;

/**
 * The network that the engine puts its containers in: where this machine has a part in it, a
 * container is reached at its own address.
 */
final class Bridge {

    private Bridge() {}

    /** Whether it is an interface of this machine, as it is on Linux. */
    static boolean isOnThisMachine() {
        try {
            var bridge =
                    DockerClientFactory.lazyClient()
                            .inspectNetworkCmd()
                            .withNetworkId("bridge")
                            .exec();
            for (var subnet : bridge.getIpam().getConfig()) {
                var gateway = subnet.getGateway();
                if (gateway != null
                        && NetworkInterface.getByInetAddress(InetAddress.getByName(gateway))
                                != null) {
                    return true;
                }
            }
            return false;
        } catch (IOException | DockerException noBridge) {
            return false;
        }
    }
}
