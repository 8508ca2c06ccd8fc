package org.syscalllabs.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Callable;
import org.syscalllabs.cli.kit.Kit;
import org.syscalllabs.cli.kit.Lab;
import org.syscalllabs.cli.kit.ServerStart;
import org.syscalllabs.cli.repair.BusyPort;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.proc.TcpSocket;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lab start}: a lab's server in the background; returns when it listens. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        header = "Start a lab's server in the background.",
        description = {
            "Compiles the lab's server when it has changed, starts it, and returns when it"
                    + " listens. Its output goes to work/NN/server.log."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./lab start 1                the server of lab 1 on 127.0.0.1:6379",
            "  ./lab start 3 --port 7000    the server of lab 3 on another port",
            "  ./lab start 4 -- --reuse-port    with an option of the server's own",
        })
final class StartCommand implements Callable<Integer> {
    private final Kit kit;

    @Parameters(
            index = "0",
            paramLabel = "LAB",
            description = "its number: 1, 01 or 01-start-server")
    private String wanted = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "ARGUMENT",
            description = "after --: for the server itself; -- --help shows which it knows")
    private List<String> arguments = List.of();

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "the address to listen on; $HOST, or ${DEFAULT-VALUE}",
            defaultValue = "${env:HOST:-127.0.0.1}")
    private String host = "";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "the port to listen on; 0 takes a free one; $PORT, or ${DEFAULT-VALUE}",
            defaultValue = "${env:PORT:-6379}")
    private int port;

    StartCommand(Kit kit) {
        this.kit = kit;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var lab = kit.labs().find(wanted);
        if (port < 0 || port > 65_535) {
            throw Problem.usage("there is no port " + port, "ports go from 1 to 65535");
        }
        // With options for the server, it is bind(2) that says whether the port is free.
        if (arguments.isEmpty()) {
            requireFree();
        }
        report(lab, new ServerStart(kit, lab, arguments, host, port).run());
        return 0;
    }

    private void requireFree() {
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw Problem.usage("there is no host " + host, "--host 127.0.0.1");
        }
        for (var socket : TcpSocket.listeners()) {
            if (port != 0 && socket.isInTheWayOf(address, port)) {
                throw BusyPort.problem(kit, socket, "another port: --port 0 takes a free one");
            }
        }
    }

    private void report(Lab lab, ServerStart.Started server) {
        var n = lab.shortNumber();
        kit.out().printf("lab %s runs: PID %d, on %s%n", n, server.pid(), server.socket().shown());
        kit.out().printf("its output: %s%n%n", kit.show(server.log()));
        kit.out().printf("next: ./lab trace %s     watch its system calls%n", n);
        kit.out().printf("      ./lab client %s    talk to it, in another terminal%n", n);
        kit.out().printf("      ./lab stop %s      end it%n", n);
        kit.out().flush();
    }
}
