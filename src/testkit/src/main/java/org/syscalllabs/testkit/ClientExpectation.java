package org.syscalllabs.testkit;

import java.nio.charset.StandardCharsets;
import org.syscalllabs.trace.Claims;

/**
 * A client was not served as its script says: a wrong reply, none, one too many, or one at the
 * wrong time.
 */
public final class ClientExpectation extends AssertionError {

    private ClientExpectation(FailureText text) {
        super(text.toString());
    }

    static ClientExpectation wrongReply(Client client, String expected, String got) {
        return new ClientExpectation(
                FailureText.expected(client.name() + " gets " + expected + client.forRequest())
                        .butWas(got)
                        .trace(client.server()));
    }

    static ClientExpectation answeredBeforeAsked(Client client, byte[] bytes) {
        return new ClientExpectation(
                FailureText.expected(client.name() + " gets nothing before the first request")
                        .butWas("the server sent " + quoted(bytes) + " unasked")
                        .hint("receive a request before you send a reply")
                        .trace(client.server()));
    }

    static ClientExpectation answeredTwice(Client client, String reply, byte[] more) {
        return new ClientExpectation(
                FailureText.expected(client.name() + " gets one reply" + client.forRequest())
                        .butWas("after " + reply + " the server sent " + quoted(more) + " too")
                        .hint("send each reply once")
                        .trace(client.server()));
    }

    static ClientExpectation closedEarly(Client client, String expected, boolean reset) {
        return new ClientExpectation(
                FailureText.expected(expected)
                        .butWas(
                                "the server "
                                        + (reset ? "reset" : "closed")
                                        + " "
                                        + client.name()
                                        + "'s connection")
                        .hint(
                                "serve a client until its receive returns 0 bytes:"
                                        + " then it has left")
                        .output(client.server())
                        .trace(client.server()));
    }

    static ClientExpectation noReply(Client client, String expected, byte[] part) {
        var server = client.server();
        var waited = ServerFailed.seconds(server.timeout());
        return new ClientExpectation(
                FailureText.expected(expected)
                        .butWas(
                                part.length == 0
                                        ? "no reply came in " + waited
                                        : "only " + quoted(part) + " came in " + waited)
                        .evidence(Doing.evidence(server))
                        .because(Doing.sentence(server))
                        .output(server)
                        .trace(server));
    }

    /** A client got its reply while one that came earlier still waits for his. */
    static ClientExpectation servedFirst(Client late, Client early) {
        var server = early.server();
        return new ClientExpectation(
                FailureText.expected(
                                early.name() + ", who asked first, is served before " + late.name())
                        .butWas(late.name() + " got a reply and " + early.name() + " got none")
                        .evidence(Doing.evidence(server))
                        .because(Doing.sentence(server))
                        .hint("serve the client that accept() gave you before you accept the next")
                        .trace(server));
    }

    /** A client that should wait was served. */
    static ClientExpectation didNotWait(Client client, String was) {
        var server = client.server();
        var others =
                server.clients().stream()
                        .filter(other -> other != client && other.isOpen())
                        .map(Client::name)
                        .toList();
        var text =
                FailureText.expected(
                                client.name()
                                        + " waits"
                                        + (others.isEmpty()
                                                ? ""
                                                : " while "
                                                        + String.join(" and ", others)
                                                        + " is served"))
                        .butWas(was);
        var verdict = Claims.servedOneAtATime().judge(server.trace());
        if (!verdict.holds() && !verdict.evidence().isEmpty()) {
            text.evidence(verdict.evidence()).because(verdict.because()).hint(verdict.hint());
        }
        return new ClientExpectation(text.trace(server));
    }

    static ClientExpectation leftUnnoticed(Client client, String was) {
        var server = client.server();
        return new ClientExpectation(
                FailureText.expected("the server sees that " + client.name() + " has left")
                        .butWas(was)
                        .evidence(Doing.evidence(server))
                        .because(Doing.sentence(server))
                        .hint("read until receive returns 0 bytes, then close the connection")
                        .trace(server));
    }

    /** Bytes as a string of Java shows them. */
    private static String quoted(byte[] bytes) {
        var text = new String(bytes, 0, Math.min(bytes.length, 80), StandardCharsets.ISO_8859_1);
        var shown = text.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n");
        return "\"" + shown + "\"" + (bytes.length > 80 ? "… (" + bytes.length + " bytes)" : "");
    }
}
