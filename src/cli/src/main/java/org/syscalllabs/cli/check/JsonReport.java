package org.syscalllabs.cli.check;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import org.syscalllabs.trace.claim.Evidence;
import org.syscalllabs.trace.claim.Verdict;
import org.syscalllabs.trace.strace.Unreadable;
import org.syscalllabs.trace.view.Waits.Wait;

/**
 * The whole outcome as one JSON object, for programs that grade or draw. Names are only ever added
 * to {@code syscall-labs/check/v1}; a reader ignores those that it doesn't know.
 */
public final class JsonReport implements Report {

    private final Writer out;

    public JsonReport(Writer out) {
        this.out = out;
    }

    @Override
    public void finished(Outcome outcome) throws IOException {
        try (var json = new JsonFactory().createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.useDefaultPrettyPrinter();
            write(json, outcome);
        }
        out.write('\n');
        out.flush();
    }

    private static void write(JsonGenerator json, Outcome outcome) throws IOException {
        json.writeStartObject();
        json.writeStringField("schema", "syscall-labs/check/v1");
        json.writeStringField("lab", outcome.subject().lab());
        json.writeStringField("result", outcome.result().toString());
        json.writeNumberField("exitCode", outcome.exitCode());
        json.writeArrayFieldStart("command");
        for (var word : outcome.subject().command()) {
            json.writeString(word);
        }
        json.writeEndArray();
        json.writeStringField("trace", outcome.subject().trace());
        json.writeBooleanField("sandbox", outcome.subject().sandbox());
        write(json, outcome.subject().fingerprints());
        var seed = outcome.subject().seed();
        if (seed != null) {
            json.writeNumberField("seed", seed);
        }
        if (outcome.spoken() != null) {
            json.writeStringField("spoken", outcome.spoken().word());
        }
        if (outcome.obstacle() != null) {
            json.writeStringField("obstacle", outcome.obstacle());
        }
        json.writeArrayFieldStart("claims");
        for (var finding : outcome.findings()) {
            write(json, finding);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("waits");
        var overview = outcome.overview();
        if (overview != null) {
            for (var wait : overview.waits()) {
                write(json, wait);
            }
        }
        json.writeEndArray();
        unread(json, overview == null ? Unreadable.NONE : overview.unread());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Fingerprints prints) throws IOException {
        if (prints.equals(Fingerprints.NONE)) {
            return;
        }
        json.writeObjectFieldStart("fingerprints");
        json.writeStringField("checks", prints.checks());
        json.writeStringField("kit", prints.kit());
        json.writeStringField("server", prints.server());
        json.writeEndObject();
        json.writeArrayFieldStart("changedChecks");
        for (var path : prints.changed()) {
            json.writeString(path);
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, Finding finding) throws IOException {
        json.writeStartObject();
        json.writeStringField("claim", finding.claim());
        json.writeStringField("test", finding.test());
        json.writeStringField("result", finding.result().toString());
        json.writeBooleanField("applies", finding.applies());
        json.writeNumberField("seconds", finding.took().toNanos() / 1e9);
        json.writeArrayFieldStart("lines");
        for (var line : finding.lines()) {
            json.writeNumber(line);
        }
        json.writeEndArray();
        if (!finding.log().isEmpty()) {
            json.writeStringField("log", finding.log());
        }
        if (finding.verdict() != null) {
            write(json, finding.verdict());
        }
        if (!finding.message().isEmpty()) {
            json.writeStringField("message", finding.message());
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Verdict verdict) throws IOException {
        json.writeArrayFieldStart("evidence");
        for (var evidence : verdict.evidence()) {
            write(json, evidence);
        }
        json.writeEndArray();
        json.writeStringField("found", verdict.finding());
        json.writeStringField("because", verdict.because());
        json.writeStringField("hint", verdict.hint());
    }

    private static void write(JsonGenerator json, Evidence evidence) throws IOException {
        json.writeStartObject();
        json.writeNumberField("line", evidence.line());
        json.writeStringField("thread", evidence.thread());
        json.writeStringField("call", evidence.call());
        json.writeStringField("client", evidence.client());
        json.writeStringField("note", evidence.note());
        json.writeEndObject();
    }

    /** The lines that could not be read, by number; beyond a thousand only how many they are. */
    private static void unread(JsonGenerator json, Unreadable unread) throws IOException {
        json.writeNumberField("unreadCount", unread.count());
        json.writeArrayFieldStart("unread");
        for (var line : unread.lines()) {
            json.writeNumber(line);
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, Wait wait) throws IOException {
        json.writeStartObject();
        json.writeStringField("client", wait.client());
        json.writeNumberField("line", wait.line());
        json.writeNumberField("nanoseconds", wait.nanoseconds());
        json.writeEndObject();
    }
}
