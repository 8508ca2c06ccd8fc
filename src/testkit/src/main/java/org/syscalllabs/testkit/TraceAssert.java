package org.syscalllabs.testkit;

import org.assertj.core.api.AbstractAssert;
import org.syscalllabs.testkit.failure.ClaimRefuted;
import org.syscalllabs.testkit.failure.ClaimUndecided;
import org.syscalllabs.trace.TraceLog;
import org.syscalllabs.trace.claim.Claim;
import org.syscalllabs.trace.claim.Claims;
import org.syscalllabs.trace.claim.Verdict;

/** Claims about a trace. Each that does not hold fails with the lines of the trace that decide. */
public final class TraceAssert extends AbstractAssert<TraceAssert, TraceLog> {

    TraceAssert(TraceLog trace) {
        super(trace, TraceAssert.class);
    }

    /** Begins a claim about one client: {@code serves("alice").before("bob")}. */
    public Serves serves(String client) {
        return new Serves(client);
    }

    /**
     * While the server works for one client, it takes, hears and answers no other.
     *
     * <p>Proved by a server with one thread and blocking calls; refuted by one with a thread for
     * each client:
     *
     * <pre>{@code
     * assertThat(traceOfBlockingServer).servesOneAtATime(); // passes
     * assertThat(traceOfThreadedServer).servesOneAtATime(); // fails: bob was heard while alice …
     * }</pre>
     */
    public TraceAssert servesOneAtATime() {
        return proves(Claims.servedOneAtATime());
    }

    /**
     * The client's connection shows these calls, by their very names, in this order.
     *
     * <pre>{@code
     * // accept4(3, …) = 4   recvmsg(4, …) = 16   sendmsg(4, …) = 5
     * assertThat(trace).shows("alice", "accept4", "recvmsg", "sendmsg"); // passes
     * assertThat(trace).shows("alice", "accept4", "sendmsg", "recvmsg"); // fails
     * }</pre>
     */
    public TraceAssert shows(String client, String... calls) {
        return proves(Claims.showsInOrder(client, calls));
    }

    /**
     * Each client is accepted, then heard, then answered, by whatever calls the server's language
     * makes for it.
     *
     * <pre>{@code
     * // accept4(3, …) = 4   recvfrom(4, "PING\r\n")   sendto(4, "+PONG\r\n")
     * assertThat(trace).acceptsReceivesSends(); // passes
     * // accept4(3, …) = 4   sendto(4, "+PONG\r\n")   recvfrom(4, "PING\r\n")
     * assertThat(trace).acceptsReceivesSends(); // fails
     * }</pre>
     */
    public TraceAssert acceptsReceivesSends() {
        return proves(Claims.acceptedHeardAnswered());
    }

    /**
     * Clients are accepted, heard and answered by these calls, by their very names, and by no
     * others.
     *
     * <pre>{@code
     * // accept4(3, …) = 4   recvmsg(4, …) = 16   sendmsg(4, …) = 5
     * assertThat(trace).usesOnly("accept4", "recvmsg", "sendmsg"); // passes
     * // accept(3, …) = 4   read(4, …) = 16   write(4, …) = 5
     * assertThat(trace).usesOnly("accept4", "recvmsg", "sendmsg"); // fails: it calls accept …
     * }</pre>
     */
    public TraceAssert usesOnly(String... calls) {
        return proves(Claims.onlyCalls(calls));
    }

    /**
     * Each request got one reply: none before it was asked, none twice.
     *
     * <pre>{@code
     * // recvmsg(4) "GET name\r\n"   sendmsg(4) "$5\r\nAlice\r\n"
     * assertThat(trace).answersEveryRequestOnce(); // passes
     * // recvmsg(4) "GET name\r\n"   sendmsg(4) "$5\r\nAlice\r\n$5\r\nAlice\r\n"
     * assertThat(trace).answersEveryRequestOnce(); // fails
     * }</pre>
     */
    public TraceAssert answersEveryRequestOnce() {
        return proves(Claims.everyRequestGotOneReply());
    }

    /**
     * The client had spoken before the server took it: its bytes were in the kernel already.
     *
     * <pre>{@code
     * // bob's client sends at 10.000 s; accept4(3, …bob…) returns at 12.000 s
     * assertThat(trace).keepsWaitingInBacklog("bob"); // passes
     * // accept4(3, …bob…) returns at 9.999 s, before bob sends
     * assertThat(trace).keepsWaitingInBacklog("bob"); // fails
     * }</pre>
     */
    public TraceAssert keepsWaitingInBacklog(String client) {
        return proves(Claims.waitedInBacklog(client));
    }

    /**
     * A bind failed, for the address was in use.
     *
     * <pre>{@code
     * // bind(3, {… htons(6379) …}) = -1 EADDRINUSE (Address already in use)
     * assertThat(trace).failsToBind(); // passes
     * // bind(3, {… htons(6379) …}) = 0
     * assertThat(trace).failsToBind(); // fails: no bind failed
     * }</pre>
     */
    public TraceAssert failsToBind() {
        return proves(Claims.bindFailedWithAddressInUse());
    }

    /**
     * SIGTERM ended the server, and only after its end the next one bound the port.
     *
     * <pre>{@code
     * // --- SIGTERM ---   +++ exited with 143 +++   bind(3, {… htons(6379) …}) = 0
     * assertThat(first.traceWith(next)).handsThePortOn(); // passes
     * // --- SIGTERM ---   bind(3, {… htons(6379) …}) = 0   +++ exited with 0 +++
     * assertThat(first.traceWith(next)).handsThePortOn(); // fails
     * }</pre>
     */
    public TraceAssert handsThePortOn() {
        return proves(Claims.portHandedOn());
    }

    /**
     * Told to end by SIGTERM, the server closed its listener itself, and then ended.
     *
     * <pre>{@code
     * // --- SIGTERM ---   close(5) = 0   exit_group(143)
     * assertThat(trace).closesBeforeItEnds(); // passes
     * // --- SIGTERM ---   +++ killed by SIGTERM +++
     * assertThat(trace).closesBeforeItEnds(); // fails: the kernel closed it
     * }</pre>
     */
    public TraceAssert closesBeforeItEnds() {
        return proves(Claims.listenerClosedBeforeTheEnd());
    }

    /**
     * Two servers listened on one port at a time, and each accepted clients.
     *
     * <pre>{@code
     * // 700 listen(3)   701 listen(3)   700 accept4(3) = 4   701 accept4(3) = 4
     * assertThat(one.traceWith(other)).sharesThePort(); // passes
     * // 700 listen(3)   701 listen(3)   700 accept4(3) = 4   700 accept4(3) = 4
     * assertThat(one.traceWith(other)).sharesThePort(); // fails: 701 accepted nobody
     * }</pre>
     */
    public TraceAssert sharesThePort() {
        return proves(Claims.portShared());
    }

    /** Any other claim: fails where the trace refutes it, and where it can't tell. */
    public TraceAssert proves(Claim claim) {
        isNotNull();
        var verdict = actual.judge(claim);
        actual.tell(verdict);
        return switch (verdict) {
            case Verdict.Proved _ -> this;
            case Verdict.Refuted refuted -> throw new ClaimRefuted(refuted, actual.file());
            case Verdict.Undecided undecided -> throw new ClaimUndecided(undecided, actual.file());
        };
    }

    /** A claim about one client and another. */
    public final class Serves {
        private final String client;

        private Serves(String client) {
            this.client = client;
        }

        /**
         * The server's work for the client had ended before it took the other.
         *
         * <pre>{@code
         * // accept(alice) … close(alice) accept(bob) …
         * assertThat(trace).serves("alice").before("bob"); // passes
         * // accept(alice) accept(bob) … close(alice) …
         * assertThat(trace).serves("alice").before("bob"); // fails
         * }</pre>
         */
        public TraceAssert before(String other) {
            return proves(Claims.servedBefore(client, other));
        }

        /**
         * Each of the two was heard before the work for the other ended.
         *
         * <pre>{@code
         * // accept(alice) accept(bob) recv(alice) recv(bob) close(alice) …
         * assertThat(trace).serves("alice").whileServing("bob"); // passes
         * // accept(alice) recv(alice) close(alice) accept(bob) recv(bob) …
         * assertThat(trace).serves("alice").whileServing("bob"); // fails
         * }</pre>
         */
        public TraceAssert whileServing(String other) {
            return proves(Claims.servedWhile(client, other));
        }
    }
}
