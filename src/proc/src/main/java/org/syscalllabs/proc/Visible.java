package org.syscalllabs.proc;

import java.util.Locale;

/**
 * Text of somebody else's, made fit to be shown: a terminal takes some characters for commands, and
 * a server may have put them into its name, its output or a reply.
 *
 * @see <a href="https://man7.org/linux/man-pages/man4/console_codes.4.html">console_codes(4)</a>
 */
public final class Visible {

    private Visible() {}

    /** The text with {@code \\u001b} in place of such a character; lines and tabs stay. */
    public static String of(String text) {
        if (text.codePoints().noneMatch(Visible::isReplaced)) {
            return text;
        }
        var shown = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> {
                    if (isReplaced(c)) {
                        shown.append(String.format(Locale.ROOT, "\\u%04x", c));
                    } else {
                        shown.appendCodePoint(c);
                    }
                });
        return shown.toString();
    }

    private static boolean isReplaced(int c) {
        return c != '\n' && c != '\t' && (steers(c) || isNoCharacter(c));
    }

    /** Whether a terminal may take the character for a command, or turn the text around by it. */
    public static boolean steers(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            // Some scripts need these two between their letters.
            case Character.FORMAT -> c != 0x200C && c != 0x200D;
            default -> false;
        };
    }

    /** What neither XML nor a terminal can show: half of a pair, and two that are never given. */
    private static boolean isNoCharacter(int c) {
        return Character.getType(c) == Character.SURROGATE || c == 0xFFFE || c == 0xFFFF;
    }
}
