package org.syscalllabs.trace.claim;

import java.util.List;

/** The claims that a trace can prove. */
public final class Claims {

    private Claims() {}

    /** The claims about a server as a whole: they can be judged without knowing its clients. */
    public static List<Claim> ofEveryServer() {
        return List.of(
                servedOneAtATime(),
                everyRequestGotOneReply(),
                acceptedHeardAnswered(),
                bindFailedWithAddressInUse());
    }

    /** While the server works for one client, it takes, hears and answers no other. */
    public static Claim servedOneAtATime() {
        return new ServedOneAtATime();
    }

    /** The server's work for {@code first} had ended before it took {@code second}. */
    public static Claim servedBefore(String first, String second) {
        return new ServedBefore(first, second);
    }

    /** Each of the two was heard before the server's work for the other ended. */
    public static Claim servedWhile(String one, String other) {
        return new ServedWhile(one, other);
    }

    /** The client's connection shows these calls, by their very names, in this order. */
    public static Claim showsInOrder(String client, String... calls) {
        return new ShowsInOrder(client, List.of(calls));
    }

    /** Each client is accepted, then heard, then answered, by whatever calls. */
    public static Claim acceptedHeardAnswered() {
        return new AcceptedHeardAnswered();
    }

    /** Clients are accepted, heard and answered by these calls, and by no others. */
    public static Claim onlyCalls(String... calls) {
        return new OnlyCalls(List.of(calls));
    }

    /** Each request got one reply, none before it was asked, and none got two. */
    public static Claim everyRequestGotOneReply() {
        return new EveryRequestGotOneReply();
    }

    /** A bind(2) failed, for the address was in use. */
    public static Claim bindFailedWithAddressInUse() {
        return new BindFailed();
    }

    /** SIGTERM ended the first server of a port, and after its end the next one bound it. */
    public static Claim portHandedOn() {
        return new PortHandedOn();
    }

    /** Told to end by SIGTERM, a server closed its listener itself before it ended. */
    public static Claim listenerClosedBeforeTheEnd() {
        return new ListenerClosedBeforeTheEnd();
    }

    /** Two servers listened on one port at a time, and each accepted clients. */
    public static Claim portShared() {
        return new PortShared();
    }

    /** The client had spoken already when the server, busy with another, took it. */
    public static Claim waitedInBacklog(String client) {
        return new WaitedInBacklog(client);
    }
}
