package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.bluesky.BlueskyReading.Verdict;
import io.tributary.connect.common.MutableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Events of accounts, which say the same again and again, each of them told once. */
class RepeatedAccountsTest {
  private static final long SECOND = 1_000_000;
  private static final Duration REWIND = Duration.ofSeconds(5);

  private final MutableClock clock = new MutableClock();
  private final long start =
      BlueskyCursor.micros(Duration.ofMillis(clock.millis())) - 3_600 * SECOND;
  private final BlueskyCursor cursor =
      new BlueskyCursor(new BlueskyResume.Earliest(), null, REWIND, clock);

  @Test
  void tellsAnAccountThatGoesTwiceInAMomentTwice() {
    pass(reading("a", StreamKind.JETSTREAM_V2), account(1, 1, false));
    pass(reading("a", StreamKind.JETSTREAM_V2), account(2, 2, true));

    BlueskyReading again = reading("a", StreamKind.JETSTREAM_V2);
    assertThat(again.see(account(2, 2, true))).isEqualTo(Verdict.REPEATED);
    assertThat(again.see(account(3, 3, false))).isEqualTo(Verdict.NEW);
  }

  @Test
  void tellsAnEventOnceThoughItsServersClockIsAhead() {
    BlueskyReading first = reading("a", StreamKind.FIREHOSE);
    for (int seq = 1; seq <= 40; seq++) {
      pass(first, identity(seq, seq));
    }
    pass(first, account(41, 60 * SECOND, false));
    pass(first, identity(42, 60 * SECOND));

    // The place where the other relay goes on is found already.
    cursor.pass(account(9_000, 40, true), false, true, "b", StreamKind.FIREHOSE, 1);
    BlueskyReading other = reading("b", StreamKind.FIREHOSE);
    assertThat(other.see(account(9_001, 60 * SECOND, false))).isEqualTo(Verdict.REPEATED);
    assertThat(other.see(identity(9_002, 60 * SECOND))).isEqualTo(Verdict.REPEATED);
    assertThat(other.see(account(9_003, 60 * SECOND, true))).isEqualTo(Verdict.NEW);
  }

  private BlueskyReading reading(String host, StreamKind kind) {
    return new BlueskyReading(cursor, host, kind, Duration.ofMinutes(1), false);
  }

  private static void pass(BlueskyReading reading, BlueskyEvent event) {
    assertThat(reading.see(event)).isEqualTo(Verdict.NEW);
    reading.pass(event, true);
  }

  private BlueskyEvent account(long seq, long after, boolean active) {
    return new BlueskyEvent.Account(
        "did:plc:a",
        new StreamPosition(seq, start + after),
        active,
        active ? null : "deactivated",
        start + after,
        null);
  }

  private BlueskyEvent identity(long seq, long after) {
    return new BlueskyEvent.Identity(
        "did:plc:a", new StreamPosition(seq, start + after), "a.example", start + after, null);
  }
}
