package org.syscalllabs.kv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@DisplayName("What redis-server once replied, a session replies byte for byte:")
class RecordedRepliesTest {

    @TestFactory
    Stream<DynamicTest> conversations() {
        return RecordedConversation.all().stream()
                .map(recorded -> DynamicTest.dynamicTest(recorded.title(), () -> replay(recorded)));
    }

    private static void replay(RecordedConversation recorded) {
        assertThat(recorded.turns()).isNotEmpty();
        var alice = new Peer();
        for (var turn : recorded.turns()) {
            var replies = alice.asks(turn.request());
            var end = alice.session.wantsClose() ? "closes" : "";
            assertThat(replies + end).as(turn.request()).isEqualTo(turn.replies().toString());
        }
    }
}
