package org.syscalllabs.trace;

import java.util.List;

/** A claim. */
record EveryRequestGotOneReply() implements Claim {

    @Override
    public String sentence() {
        return "";
    }

    @Override
    public Verdict judge(Trace trace) {
        return new Verdict(sentence(), false, "not judged yet", List.of(), "", "");
    }
}
