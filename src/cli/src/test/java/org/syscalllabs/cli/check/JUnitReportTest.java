package org.syscalllabs.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.io.StringWriter;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.syscalllabs.testkit.protocol.Dialect;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class JUnitReportTest {

    @Test
    void a_testcase_a_claim_and_its_evidence_or_its_failure() throws Exception {
        var suite = suite(Outcomes.of(Outcomes.PROVED, Outcomes.REFUTED, Outcomes.NOT_RUN));

        assertThat(suite.getTagName()).isEqualTo("testsuite");
        assertThat(suite.getAttribute("name")).isEqualTo("03-many-clients");
        assertThat(suite.getAttribute("tests")).isEqualTo("3");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        assertThat(suite.getAttribute("errors")).isEqualTo("0");
        assertThat(suite.getAttribute("skipped")).isEqualTo("1");
        assertThat(suite.getAttribute("time")).isEqualTo("0.150");
        assertThat(element(suite, "testcase", 0).getAttribute("name"))
                .isEqualTo("bob is served only after alice has left");
        assertThat(element(suite, "testcase", 0).getAttribute("classname"))
                .isEqualTo("ManyClientsTest");
        assertThat(element(suite, "system-out", 0).getTextContent()).isEqualTo("lines 243 248 249");
        assertThat(element(suite, "failure", 0).getAttribute("message"))
                .isEqualTo("expected: one reply");
        assertThat(element(suite, "skipped", 0).getAttribute("message"))
                .isEqualTo("the server did not serve");
        assertThat(element(suite, "property", 0).getAttribute("value"))
                .isEqualTo("python3 my <server>.py");
    }

    @Test
    void the_language_that_the_server_has_understood_is_a_property() throws Exception {
        var property = element(suite(Outcomes.in(Dialect.LINES, Outcomes.PROVED)), "property", 2);

        assertThat(property.getAttribute("name")).isEqualTo("spoken");
        assertThat(property.getAttribute("value")).isEqualTo("lines");
    }

    @Test
    void a_character_that_xml_has_not_is_spelled_out() throws Exception {
        var failure = element(suite(Outcomes.of(Outcomes.REFUTED)), "failure", 0);

        assertThat(failure.getTextContent())
                .isEqualTo(
                        "expected: one reply\nbut was:  \"+OK\\r\\n\" & a bell \\u0007\n\nhint:     count");
    }

    @Test
    void a_machine_that_cannot_run_the_check_is_an_error() throws Exception {
        var suite =
                suite(Outcomes.stoppedBy("strace is not installed\n  apt-get", Outcomes.NOT_RUN));

        assertThat(suite.getAttribute("errors")).isEqualTo("1");
        assertThat(suite.getAttribute("tests")).isEqualTo("2");
        assertThat(element(suite, "error", 0).getAttribute("message"))
                .isEqualTo("strace is not installed");
    }

    @Test
    void an_undecided_claim_is_an_error_with_its_message() throws Exception {
        var suite = suite(Outcomes.of(Outcomes.PROVED, Outcomes.UNDECIDED));

        assertThat(suite.getAttribute("failures")).isEqualTo("0");
        assertThat(suite.getAttribute("errors")).isEqualTo("1");
        assertThat(suite.getElementsByTagName("failure").getLength()).isZero();
        var error = element(suite, "error", 0);
        assertThat(error.getAttribute("type")).isEqualTo("undecided");
        assertThat(error.getAttribute("message"))
                .isEqualTo("undecided: alice is served before bob");
        assertThat(error.getTextContent()).isEqualTo(Outcomes.UNDECIDED.message());
    }

    @Test
    void what_does_not_apply_or_falls_with_another_is_skipped() throws Exception {
        var suite =
                suite(
                        Outcomes.of(
                                Outcomes.REFUTED, Outcomes.SAME_REASON, Outcomes.OF_ANOTHER_KIND));

        assertThat(suite.getAttribute("tests")).isEqualTo("3");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        assertThat(suite.getAttribute("errors")).isEqualTo("0");
        assertThat(suite.getAttribute("skipped")).isEqualTo("2");
        assertThat(element(suite, "skipped", 0).getAttribute("message"))
                .isEqualTo("for the same reason");
        assertThat(element(suite, "skipped", 1).getAttribute("message"))
                .isEqualTo("it is no Java server");
    }

    private static Element suite(Outcome outcome) throws Exception {
        var xml = new StringWriter();
        new JUnitReport(xml).finished(outcome);
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml.toString())))
                .getDocumentElement();
    }

    private static Element element(Element parent, String name, int index) {
        return (Element) parent.getElementsByTagName(name).item(index);
    }
}
