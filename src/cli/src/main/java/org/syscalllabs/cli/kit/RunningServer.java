package org.syscalllabs.cli.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.syscalllabs.proc.Problem;
import org.syscalllabs.proc.RunRecord;
import org.syscalllabs.proc.TcpSocket;

/** A lab's server in the background, as {@code lab start} recorded it. */
public record RunningServer(RunRecord run) {
    private static final String PURPOSE = "server of ";

    /** What the record of a lab's server says that it is for. */
    public static String purpose(Lab lab) {
        return PURPOSE + lab.name();
    }

    /** All that run now, oldest first. */
    public static List<RunningServer> all(Kit kit) {
        try {
            return kit.runs().running().stream()
                    .filter(run -> run.purpose().startsWith(PURPOSE))
                    .map(RunningServer::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The server of this lab that was started last.
     *
     * @throws Problem when none runs
     */
    public static RunningServer of(Kit kit, Lab lab) {
        return all(kit).stream()
                .filter(server -> server.serves(lab))
                .reduce((earlier, later) -> later)
                .orElseThrow(() ->
                        Problem.environment(
                                "the server of lab " + lab.shortNumber() + " does not run",
                                "./lab start " + lab.shortNumber()));
    }

    public boolean serves(Lab lab) {
        return run.purpose().equals(purpose(lab));
    }

    /** The lab's folder name. */
    public String lab() {
        return run.purpose().substring(PURPOSE.length());
    }

    public long pid() {
        return run.process().pid();
    }

    /** Where it listens, as the kernel has it; its port when it has stopped listening. */
    public String address() {
        return TcpSocket.listeners(pid()).stream()
                .findFirst()
                .map(TcpSocket::shown)
                .orElse("port " + run.port());
    }
}
