package org.syscalllabs.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class PictureTest {

    @Test
    void every_moment_has_its_row_in_order() throws Exception {
        var rows = new ArrayList<String>();
        for (var text : elements("text")) {
            if (text.getAttribute("class").matches("alice|bob|")
                    && text.getAttribute("x").matches("96|690|920")) {
                rows.add(text.getTextContent());
            }
        }

        assertThat(rows)
                .startsWith("listen(6, 50) = 0", "connects", "accept4(6, port 41234) = 7")
                .contains("SET a <&>")
                .hasSize(Moments.all().size());
    }

    @Test
    void nothing_is_drawn_outside() throws Exception {
        for (var name : List.of("rect", "circle", "text", "line")) {
            for (var element : elements(name)) {
                for (var side : List.of("x", "cx", "x1", "x2")) {
                    if (element.hasAttribute(side)) {
                        assertThat(Double.parseDouble(element.getAttribute(side)))
                                .isBetween(0.0, 1160.0);
                    }
                }
            }
        }
    }

    @Test
    void the_same_moments_make_the_same_picture_in_any_language() {
        var before = Locale.getDefault();
        var picture = Picture.of(Moments.story());
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(Picture.of(Moments.story())).isEqualTo(picture);
        } finally {
            Locale.setDefault(before);
        }
    }

    private static List<Element> elements(String name) throws Exception {
        var svg =
                DocumentBuilderFactory.newDefaultInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(Picture.of(Moments.story()))));
        var found = svg.getElementsByTagName(name);
        var elements = new ArrayList<Element>();
        for (var i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }
}
