package org.syscalllabs.trace.claim.dialogue;

/** Numbers in words. */
public final class Counts {

    private Counts() {}

    /** {@code 1 request and 2 replies}. */
    public static String requestsAndReplies(int requests, int replies) {
        return requests
                + (requests == 1 ? " request and " : " requests and ")
                + replies
                + (replies == 1 ? " reply" : " replies");
    }

    /** {@code first}, {@code second}, {@code third}, {@code 4th}, {@code 21st}. */
    public static String ordinal(int number) {
        return switch (number) {
            case 1 -> "first";
            case 2 -> "second";
            case 3 -> "third";
            default -> number + (number % 100 / 10 == 1 ? "th" : suffix(number % 10));
        };
    }

    private static String suffix(int digit) {
        return switch (digit) {
            case 1 -> "st";
            case 2 -> "nd";
            case 3 -> "rd";
            default -> "th";
        };
    }
}
