package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlueskySeekTest {
  private static final long HOUR = BlueskyCursor.micros(Duration.ofHours(1));
  private static final long START = 1_790_000_000_000_000L;

  /** A server that has the numbers from one to another, the time of each told by a function. */
  private record Server(long oldest, long newest, LongUnaryOperator time) {
    /** What the search ends with. */
    record Found(long seq, int questions) {}

    Found seek(long target) {
      var seek = new BlueskySeek("a", target);
      for (int questions = 1; ; questions++) {
        long cursor = seek.next().parameter(StreamKind.FIREHOSE).orElseThrow();
        if (cursor > newest) {
          seek.refused();
          continue;
        }
        long first = Math.max(oldest, cursor + 1);
        if (seek.accepts(new StreamPosition(first, time.applyAsLong(first)))) {
          return new Found(first, questions);
        }
        assertThat(questions).isLessThan(40);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 10, 36, 71})
  void findsATimeOnABusyRelayWithAFewQuestions(long hoursAgo) {
    // Three days of five hundred events a second.
    var relay =
        new Server(
            26_600_000_000L, 26_730_000_000L, seq -> START + (seq - 26_600_000_000L) * 2_000);
    long target = relay.time.applyAsLong(relay.newest) - hoursAgo * HOUR;

    Server.Found found = relay.seek(target);

    assertThat(relay.time.applyAsLong(found.seq))
        .isLessThanOrEqualTo(target)
        .isGreaterThan(target - HOUR / 60);
    assertThat(found.questions).isLessThan(12);
  }

  @Test
  void findsATimeWhereTheRateIsNeverTheSame() {
    // Ten times as much at the end as at the beginning.
    var relay =
        new Server(1, 50_000_000, seq -> START + (long) (Math.sqrt((double) seq) * 30_000_000));
    long target = START + 20 * HOUR;

    Server.Found found = relay.seek(target);

    assertThat(relay.time.applyAsLong(found.seq)).isLessThanOrEqualTo(target);
    assertThat(found.questions).isLessThan(20);
  }

  @Test
  void readsASmallServerFromItsBeginning() {
    var server = new Server(1, 900, seq -> START + seq * HOUR / 60);

    assertThat(server.seek(START + 10 * HOUR).seq).isEqualTo(1);
  }

  @Test
  void startsWithTheOldestWhereThatIsLaterThanTheTime() {
    var server = new Server(500, 900_000, seq -> START + seq * 2_000);

    assertThat(server.seek(START - HOUR)).isEqualTo(new Server.Found(500, 1));
  }
}
