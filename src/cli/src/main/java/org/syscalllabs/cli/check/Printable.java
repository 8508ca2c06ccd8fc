package org.syscalllabs.cli.check;

import java.util.Locale;

/**
 * Text that any terminal and any XML file can take. A server may send any byte, and a failure
 * quotes it: what would ring, move the cursor or break the file is shown as Java writes it, {@code
 * \\u0007}.
 *
 * @see <a href="https://www.w3.org/TR/xml/#charsets">XML 1.0, Characters</a>
 */
final class Printable {

    private Printable() {}

    static String of(String text) {
        var shown = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> {
                    if (isPrintable(c)) {
                        shown.appendCodePoint(c);
                    } else {
                        shown.append(String.format(Locale.ROOT, "\\u%04x", c));
                    }
                });
        return shown.toString();
    }

    private static boolean isPrintable(int c) {
        return c == '\t'
                || c == '\n'
                || (!Character.isISOControl(c)
                        && Character.getType(c) != Character.SURROGATE
                        && c != 0xFFFE
                        && c != 0xFFFF);
    }
}
