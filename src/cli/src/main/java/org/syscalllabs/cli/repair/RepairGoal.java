package org.syscalllabs.cli.repair;

/** Something that a repair has to have brought about. */
sealed interface RepairGoal permits PortIsFree, ServerAnswers, BystandersLive {

    /**
     * What was seen of it.
     *
     * @param text when it holds, one line of evidence; else the whole refutation
     */
    record Result(boolean holds, String text) {

        static Result proved(String evidence) {
            return new Result(true, evidence);
        }

        static Result refuted(Object refutation) {
            return new Result(false, refutation.toString());
        }
    }

    /** The goal as a sentence. */
    String sentence();

    /** Whether it holds. Looks, and changes nothing. */
    Result judge();
}
