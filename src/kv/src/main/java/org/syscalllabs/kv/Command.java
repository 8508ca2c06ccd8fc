package org.syscalllabs.kv;

import java.util.Arrays;
import java.util.function.Function;

/**
 * A row of the {@link CommandTable}.
 *
 * @param name in lower case
 * @param arity the words of a request, its name included; {@code -2}: two or more
 * @param flags what Redis says of it, separated by spaces
 * @param keys which words are keys
 * @param action does it
 * @param since the version of Redis that brought it
 * @param group where Redis' manual has it
 * @param summary what it does, in that manual's words
 */
record Command(
        String name,
        int arity,
        String flags,
        Keys keys,
        Function<Invocation, Reply> action,
        String since,
        String group,
        String summary) {

    /**
     * Where the keys stand: from {@code first} to {@code last} (-1: the last word) by {@code step}.
     */
    enum Keys {
        NONE(0, 0, 0),
        FIRST(1, 1, 1),
        ALL(1, -1, 1),
        EVERY_OTHER(1, -1, 2);

        private final int first;
        private final int last;
        private final int step;

        Keys(int first, int last, int step) {
            this.first = first;
            this.last = last;
            this.step = step;
        }
    }

    boolean takes(int words) {
        return arity < 0 ? words >= -arity : words == arity;
    }

    /** Whether it may store something: Redis' flag denyoom. */
    boolean needsMemory() {
        return flags.contains("denyoom");
    }

    Reply run(Invocation invocation) {
        return action.apply(invocation);
    }

    /** As {@code COMMAND INFO} tells it: the six fields that every version of Redis has. */
    Reply info() {
        var flagNames =
                Arrays.stream(flags.split(" ", -1))
                        .filter(flag -> !flag.isEmpty())
                        .<Reply>map(Reply.Status::new)
                        .toList();
        return Reply.array(
                Reply.bulk(name),
                Reply.number(arity),
                Reply.array(flagNames),
                Reply.number(keys.first),
                Reply.number(keys.last),
                Reply.number(keys.step));
    }

    /** As {@code COMMAND DOCS} tells it. */
    Reply docs() {
        return Reply.array(
                Reply.bulk("summary"),
                Reply.bulk(summary),
                Reply.bulk("since"),
                Reply.bulk(since),
                Reply.bulk("group"),
                Reply.bulk(group));
    }
}
