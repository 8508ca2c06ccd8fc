package org.syscalllabs.testkit.machine;

import java.util.ArrayList;
import java.util.List;
import org.syscalllabs.proc.Launch;

/** What of this machine a server has to itself. */
interface Place {

    /** Nothing: it runs as the kit does. */
    Place HERE =
            (strace, log, command, calls, bounds) -> Strace.launch(strace, log, command, calls);

    /** A user, whom root's strace and kit are not: it can't signal or trace them. */
    Place AS_NOBODY =
            (strace, log, command, calls, bounds) -> {
                var launch = new ArrayList<>(Strace.launch(strace, log, command, calls));
                launch.addAll(1, List.of("-u", "nobody"));
                return launch;
            };

    /**
     * The command line that starts a server there, under strace.
     *
     * @param strace the program
     * @param log the pipe that it writes
     * @param command the server
     * @param calls which calls stop the server
     * @param bounds what all its processes belong to
     */
    List<String> launch(
            String strace, String log, List<String> command, Strace.Calls calls, Cgroups bounds);

    /** Opens what strace writes of the server. */
    default ReceivedLog.Opener logOf(TracePipe pipe) {
        return pipe::open;
    }

    /** What the server gets of the kit's environment: all of it. */
    default Launch environment(Launch launch) {
        return launch;
    }

    /** The bounds for another server in this place. */
    default Cgroups bounds(String id) {
        return Cgroups.NONE;
    }
}
