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
        assertThat(questions).isLessThan(45);
        long cursor = seek.next().parameter(StreamKind.FIREHOSE).orElseThrow();
        if (cursor > newest) {
          seek.refused();
          continue;
        }
        long first = Math.max(oldest, cursor + 1);
        if (answer(seek, first) == BlueskySeek.Look.HERE) {
          return new Found(first, questions);
        }
      }
    }

    private BlueskySeek.Look answer(BlueskySeek seek, long first) {
      for (long seq = first; seq <= newest; seq++) {
        BlueskySeek.Look look = seek.look(new StreamPosition(seq, time.applyAsLong(seq)));
        if (look != BlueskySeek.Look.MORE) {
          return look;
        }
      }
      assertThat(seek.settle()).isTrue();
      return BlueskySeek.Look.AGAIN;
    }

    /** The same, but an account's server is now and then hours late or ahead. */
    Server withOddClaims() {
      return new Server(
          oldest,
          newest,
          seq -> {
            long odd = Long.remainderUnsigned(seq * 0x9e3779b97f4a7c15L, 40);
            long late = odd == 0 ? 9 * HOUR : odd == 1 ? -9 * HOUR : 0;
            return time.applyAsLong(seq) - late;
          });
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
        .isGreaterThan(target - 10_000);
    assertThat(found.questions).isLessThan(12);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 10, 36, 71})
  void isNotMisledByEventsWhoseTimesAreWrong(long hoursAgo) {
    var relay =
        new Server(
            26_600_000_000L, 26_730_000_000L, seq -> START + (seq - 26_600_000_000L) * 2_000);
    for (int i = 0; i < 200; i++) {
      long target = relay.time.applyAsLong(relay.newest) - hoursAgo * HOUR - i * 17_000_007L;

      Server.Found found = relay.withOddClaims().seek(target);

      assertThat(relay.time.applyAsLong(found.seq))
          .isLessThanOrEqualTo(target + 10_000)
          .isGreaterThan(target - 200_000);
    }
  }

  @Test
  void neverStartsLaterWhereAServerThatWasAwaySendsABacklog() {
    var relay = new Server(1, 9_000_000, seq -> START + seq * 2_000);
    var withBacklog =
        new Server(
            1, 9_000_000, seq -> relay.time.applyAsLong(seq) - (seq / 5 % 5 == 0 ? 9 * HOUR : 0));
    for (int i = 0; i < 500; i++) {
      long target = START + HOUR + i * 17_000_007L;

      Server.Found found = withBacklog.seek(target);

      assertThat(relay.time.applyAsLong(found.seq))
          .isLessThanOrEqualTo(target)
          .isGreaterThan(target - 1_000_000);
    }
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
  void findsTheLastEventBeforeTheTimeOnAServerThatSeldomHasAny() {
    var server = new Server(1, 900, seq -> START + seq * HOUR / 60);

    assertThat(server.seek(START + 10 * HOUR).seq).isEqualTo(599);
  }

  @Test
  void endsWithTheNewestWhereThatIsOlderThanTheTime() {
    var server = new Server(1, 900, seq -> START + seq * HOUR / 60);

    assertThat(server.seek(START + 99 * HOUR).seq).isBetween(890L, 900L);
  }

  @Test
  void needsNoMoreThanOneEvent() {
    var server = new Server(1, 1, seq -> START);

    assertThat(server.seek(START - HOUR).seq).isEqualTo(1);
    assertThat(server.seek(START + HOUR).seq).isEqualTo(1);
  }

  @Test
  void startsWithTheOldestWhereThatIsLaterThanTheTime() {
    var server = new Server(500, 900_000, seq -> START + seq * 2_000);

    assertThat(server.seek(START - HOUR)).isEqualTo(new Server.Found(500, 2));
  }
}
