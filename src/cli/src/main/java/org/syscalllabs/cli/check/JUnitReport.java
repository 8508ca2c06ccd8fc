package org.syscalllabs.cli.check;

import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.syscalllabs.proc.Visible;

/**
 * The results file that CI servers read: one {@code testcase} a claim; a refuted claim is a {@code
 * failure}, an undecided one is an {@code error}, as is a machine that can't run the check.
 */
public final class JUnitReport implements Report {

    private final Writer out;

    public JUnitReport(Writer out) {
        this.out = out;
    }

    @Override
    public void finished(Outcome outcome) throws IOException {
        try {
            var xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
            xml.writeStartDocument("UTF-8", "1.0");
            suite(xml, outcome);
            xml.writeEndDocument();
            xml.flush();
        } catch (XMLStreamException e) {
            throw new IOException(e);
        }
        out.write('\n');
        out.flush();
    }

    private static void suite(XMLStreamWriter xml, Outcome outcome) throws XMLStreamException {
        var findings = outcome.findings();
        var took = findings.stream().map(Finding::took).reduce(Duration.ZERO, Duration::plus);
        xml.writeCharacters("\n");
        xml.writeStartElement("testsuite");
        attribute(xml, "name", outcome.subject().lab());
        var obstacles = outcome.obstacle() == null ? 0 : 1;
        var errors = obstacles + outcome.count(Finding.Result.UNDECIDED);
        attribute(xml, "tests", String.valueOf(findings.size() + obstacles));
        attribute(xml, "failures", String.valueOf(outcome.count(Finding.Result.REFUTED)));
        attribute(xml, "errors", String.valueOf(errors));
        var skipped =
                outcome.count(Finding.Result.NOT_RUN)
                        + outcome.count(Finding.Result.DOES_NOT_APPLY);
        attribute(xml, "skipped", String.valueOf(skipped));
        attribute(xml, "time", seconds(took));
        xml.writeCharacters("\n  ");
        xml.writeStartElement("properties");
        property(xml, "server", String.join(" ", outcome.subject().command()));
        property(xml, "trace", outcome.subject().trace());
        if (outcome.spoken() != null) {
            property(xml, "spoken", outcome.spoken().word());
        }
        var seed = outcome.subject().seed();
        if (seed != null) {
            property(xml, "seed", seed.toString());
        }
        xml.writeCharacters("\n  ");
        xml.writeEndElement();
        for (var finding : findings) {
            testcase(xml, finding);
        }
        if (outcome.obstacle() != null) {
            obstacle(xml, outcome.subject().lab(), outcome.obstacle());
        }
        xml.writeCharacters("\n");
        xml.writeEndElement();
    }

    private static void testcase(XMLStreamWriter xml, Finding finding) throws XMLStreamException {
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testcase");
        attribute(xml, "classname", className(finding));
        attribute(xml, "name", finding.claim());
        attribute(xml, "time", seconds(finding.took()));
        switch (finding.result()) {
            case PROVED -> evidence(xml, finding);
            case REFUTED -> told(xml, "failure", "refuted", finding.message());
            case UNDECIDED -> told(xml, "error", "undecided", finding.message());
            case NOT_RUN, DOES_NOT_APPLY -> told(xml, "skipped", "", finding.message());
        }
        xml.writeCharacters("\n  ");
        xml.writeEndElement();
    }

    private static void evidence(XMLStreamWriter xml, Finding finding) throws XMLStreamException {
        var evidence = finding.where().isEmpty() ? finding.message() : finding.where();
        if (!evidence.isEmpty()) {
            xml.writeCharacters("\n    ");
            xml.writeStartElement("system-out");
            xml.writeCharacters(Visible.of(evidence));
            xml.writeEndElement();
        }
    }

    /** The machine's own trouble is no finding about the server: it gets a case of its own. */
    private static void obstacle(XMLStreamWriter xml, String lab, String what)
            throws XMLStreamException {
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testcase");
        attribute(xml, "classname", lab);
        attribute(xml, "name", "this machine can run the check");
        attribute(xml, "time", "0");
        told(xml, "error", "environment", what);
        xml.writeCharacters("\n  ");
        xml.writeEndElement();
    }

    private static void told(XMLStreamWriter xml, String element, String type, String message)
            throws XMLStreamException {
        xml.writeCharacters("\n    ");
        xml.writeStartElement(element);
        attribute(xml, "message", message.lines().findFirst().orElse(""));
        if (!type.isEmpty()) {
            attribute(xml, "type", type);
            xml.writeCharacters(Visible.of(message));
        }
        xml.writeEndElement();
    }

    private static void property(XMLStreamWriter xml, String name, String value)
            throws XMLStreamException {
        xml.writeCharacters("\n    ");
        xml.writeEmptyElement("property");
        attribute(xml, "name", name);
        attribute(xml, "value", value);
    }

    private static void attribute(XMLStreamWriter xml, String name, String value)
            throws XMLStreamException {
        xml.writeAttribute(name, Visible.of(value));
    }

    private static String className(Finding finding) {
        var dot = finding.test().lastIndexOf('.');
        return dot < 0 ? finding.test() : finding.test().substring(0, dot);
    }

    private static String seconds(Duration took) {
        return String.format(Locale.ROOT, "%.3f", took.toNanos() / 1e9);
    }
}
