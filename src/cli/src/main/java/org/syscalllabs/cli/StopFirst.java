package org.syscalllabs.cli;

import java.io.IOException;
import org.syscalllabs.cli.kit.Kit;
import org.syscalllabs.cli.kit.RunningServer;
import org.syscalllabs.cli.repair.BusyPort;
import org.syscalllabs.proc.RunRecord;
import org.syscalllabs.proc.Runs;
import org.syscalllabs.proc.TcpSocket;
import picocli.CommandLine.Option;

/**
 * What a command does about servers of the kit that have the port it needs: names them, or ends
 * them. Of other programs it ends none.
 */
final class StopFirst {

    @Option(
            names = "--stop",
            description = "First end the kit's own servers that have the port, if there are any.")
    private boolean stop;

    /**
     * Sees to it that no server of the kit's listens on this port.
     *
     * @param port any, if it is 0
     * @throws org.syscalllabs.proc.Problem that names the server, unless --stop was given
     */
    void free(Kit kit, int port) throws IOException {
        for (var socket : TcpSocket.listeners()) {
            if (port == 0 || socket.localPort() != port) {
                continue;
            }
            var server = BusyPort.server(kit, socket).map(RunningServer::run);
            if (server.isEmpty()) {
                server = kit.runs().leftovers().stream().filter(run -> has(run, socket)).findAny();
            }
            if (stop && server.isPresent()) {
                StopCommand.end(kit, kit.err(), server.get(), StopCommand.GRACE);
            } else if (server.isPresent() || BusyPort.exercise(kit, socket).isPresent()) {
                throw BusyPort.problem(
                        kit, socket, "add --stop, or another port: --port 0 takes a free one");
            }
        }
    }

    private static boolean has(RunRecord run, TcpSocket socket) {
        return Runs.processes(run).stream().anyMatch(process -> socket.isOpenIn(process.pid()));
    }
}
