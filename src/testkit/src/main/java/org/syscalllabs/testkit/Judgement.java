package org.syscalllabs.testkit;

import org.syscalllabs.trace.TraceLog;
import org.syscalllabs.trace.claim.Verdict;

/**
 * What an assertion has judged: proved as well as refuted. JUnit tells a listener only of failures,
 * and a report shows the lines that prove, too.
 *
 * @param trace the trace, with its clients' names
 * @param verdict what it says of a claim
 */
public record Judgement(TraceLog trace, Verdict verdict) {}
