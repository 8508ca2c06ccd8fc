package org.syscalllabs.cli.exercise;

/** Something that a repair has to have brought about. */
sealed interface Claim permits PortIsFree, ServerAnswers, BystandersLive {

    /**
     * What was seen of a claim.
     *
     * @param text when it holds, one line of evidence; else the whole refutation
     */
    record Judgement(boolean holds, String text) {

        static Judgement proved(String evidence) {
            return new Judgement(true, evidence);
        }

        static Judgement refuted(Object refutation) {
            return new Judgement(false, refutation.toString());
        }
    }

    /** The claim as a sentence. */
    String sentence();

    /** Whether it holds. Looks, and changes nothing. */
    Judgement judge();
}
