package org.syscalllabs.trace.claim;

import java.util.List;
import org.syscalllabs.trace.strace.Unreadable;

/** What a trace says of a claim: it proves it, it refutes it, or it can't tell. */
public sealed interface Verdict {

    /**
     * The trace proves the claim.
     *
     * @param finding what happened, in one line, or the empty string
     */
    record Proved(
            String claim,
            String finding,
            List<Evidence> evidence,
            String because,
            Unreadable unread)
            implements Verdict {

        @Override
        public String hint() {
            return "";
        }
    }

    /** The trace refutes the claim. */
    record Refuted(
            String claim,
            String finding,
            List<Evidence> evidence,
            String because,
            String hint,
            Unreadable unread)
            implements Verdict {}

    /**
     * The trace can't tell.
     *
     * @param finding that it can't, in one line
     * @param because what is missing
     * @param hint what would decide it, or the empty string
     */
    record Undecided(
            String claim,
            String finding,
            List<Evidence> evidence,
            String because,
            String hint,
            Unreadable unread)
            implements Verdict {}

    static Proved proved(String claim, String finding, List<Evidence> evidence, String because) {
        return new Proved(claim, finding, evidence, because, Unreadable.NONE);
    }

    static Refuted refuted(
            String claim, String finding, List<Evidence> evidence, String because, String hint) {
        return new Refuted(claim, finding, evidence, because, hint, Unreadable.NONE);
    }

    static Undecided undecided(
            String claim, String finding, List<Evidence> evidence, String because, String hint) {
        return new Undecided(claim, finding, evidence, because, hint, Unreadable.NONE);
    }

    /** The log does not show what the claim is about. */
    static Undecided undecided(String claim, String because) {
        return undecided(claim, "the log can't tell", List.of(), because, "");
    }

    /** The claim, in words. */
    String claim();

    /** What happened, in one line: {@code bob's first receive came after alice's close}. */
    String finding();

    /** The lines that decide, in their order. */
    List<Evidence> evidence();

    /** Why, from facts of the trace. */
    String because();

    /** What to do or to read next, or the empty string. */
    String hint();

    /** The lines of the log that could not be read: what they told is not in the verdict. */
    Unreadable unread();

    /** The same verdict, of a log of which these lines could not be read. */
    default Verdict withUnread(Unreadable lines) {
        return switch (this) {
            case Proved _ -> new Proved(claim(), finding(), evidence(), because(), lines);
            case Refuted _ -> new Refuted(claim(), finding(), evidence(), because(), hint(), lines);
            case Undecided _ ->
                    new Undecided(claim(), finding(), evidence(), because(), hint(), lines);
        };
    }

    /** The same verdict with another hint, such as the page of a lab; what is proved has none. */
    default Verdict withHint(String other) {
        return switch (this) {
            case Proved _ -> this;
            case Refuted _ ->
                    new Refuted(claim(), finding(), evidence(), because(), other, unread());
            case Undecided _ ->
                    new Undecided(claim(), finding(), evidence(), because(), other, unread());
        };
    }

    /** True for {@link Proved}. */
    default boolean isProved() {
        return this instanceof Proved;
    }

    /** The last line of the evidence, where to look first; 0 if there is none. */
    default int line() {
        return evidence().isEmpty() ? 0 : evidence().getLast().line();
    }

    /** The whole verdict, as it is shown to a student. */
    default String text() {
        var text = new StringBuilder();
        switch (this) {
            case Proved _ -> {
                text.append("proved:   ").append(claim()).append('\n');
                if (!finding().isEmpty()) {
                    text.append("          ").append(finding()).append('\n');
                }
            }
            case Refuted _ -> {
                text.append("expected: ").append(claim()).append('\n');
                text.append("but was:  ").append(finding()).append('\n');
            }
            case Undecided _ -> {
                text.append("undecided: ").append(claim()).append('\n');
                text.append("          ").append(finding()).append('\n');
            }
        }
        text.append(EvidenceTable.text(evidence()));
        fact(text, "because:  ", because());
        fact(text, "hint:     ", hint());
        fact(text, "unread:   ", unread().toString());
        return text.toString();
    }

    private static void fact(StringBuilder text, String key, String value) {
        if (!value.isEmpty()) {
            text.append(key).append(value).append('\n');
        }
    }

    /** The kinds of verdict, for tables and reports: proved, refuted, undecided. */
    default String kind() {
        return switch (this) {
            case Proved _ -> "proved";
            case Refuted _ -> "refuted";
            case Undecided _ -> "undecided";
        };
    }
}
