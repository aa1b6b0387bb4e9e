package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RssTimingTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Duration INTERVAL = Duration.ofMinutes(15);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofHours(24);

  private double random = 0.5;
  private final RssTiming timing = new RssTiming(INTERVAL, DAY, () -> random);

  @Test
  void asksAtOnceForWhatWasNeverAskedFor() {
    assertThat(timing.due(RssPollState.NONE, NOW)).isEqualTo(NOW);
  }

  @Test
  void takesTheLongestOfWhatFeedAndServerWant() {
    var hourly = new RssRhythm(HOUR, 0, 0);

    assertThat(timing.freshUntil(Duration.ZERO, RssRhythm.NONE, NOW)).isNull();
    assertThat(timing.freshUntil(Duration.ofMinutes(14), RssRhythm.NONE, NOW)).isNull();
    assertThat(timing.freshUntil(HOUR, RssRhythm.NONE, NOW)).isEqualTo(NOW.plus(HOUR));
    assertThat(timing.freshUntil(Duration.ofMinutes(20), hourly, NOW)).isEqualTo(NOW.plus(HOUR));
    assertThat(timing.freshUntil(Duration.ofDays(365), hourly, NOW)).isEqualTo(NOW.plus(DAY));
    assertThat(due(null)).isEqualTo(NOW.plus(INTERVAL));
    assertThat(due(NOW.plus(HOUR))).isEqualTo(NOW.plus(HOUR));
    assertThat(due(NOW.plus(DAY).plus(DAY))).isEqualTo(NOW.plus(DAY));
  }

  @Test
  void staysOutOfTheHoursAndDaysThatAreSkipped() {
    // Saturday noon; 12 and 13 o'clock, and Saturday and Sunday.
    assertThat(new RssRhythm(Duration.ZERO, 3 << 12, 0).next(NOW))
        .isEqualTo(Instant.parse("2026-11-21T14:00:00Z"));
    assertThat(new RssRhythm(Duration.ZERO, 3 << 12, 0).next(NOW.minusMillis(1)))
        .isEqualTo(NOW.minusMillis(1));
    assertThat(new RssRhythm(Duration.ZERO, 0, 3 << 5).next(NOW))
        .isEqualTo(Instant.parse("2026-11-23T00:00:00Z"));
    assertThat(new RssRhythm(Duration.ZERO, 1, 3 << 5).next(NOW))
        .isEqualTo(Instant.parse("2026-11-23T01:00:00Z"));
    assertThat(new RssRhythm(Duration.ZERO, -1, -1).next(NOW)).isEqualTo(NOW);
  }

  @Test
  void waitsTwiceAsLongAfterEachFailureUpToTheLongestInterval() {
    int failures = 0;
    for (int minutes : new int[] {15, 30, 60, 120, 240, 480, 960, 1440, 1440}) {
      assertThat(timing.retry(++failures, null, NOW))
          .isEqualTo(NOW.plus(Duration.ofMinutes(minutes)));
    }
    assertThat(timing.retry(2_000, null, NOW)).isEqualTo(NOW.plus(DAY));
  }

  @Test
  void comesBackNoEarlierThanTheServerWants() {
    assertThat(timing.retry(1, HOUR, NOW)).isEqualTo(NOW.plus(HOUR));
    assertThat(timing.retry(4, HOUR, NOW)).isEqualTo(NOW.plus(HOUR.multipliedBy(2)));
    assertThat(timing.retry(1, Duration.ofDays(30), NOW)).isEqualTo(NOW.plus(DAY));
  }

  @Test
  void spreadsFeedsThatFailTogether() {
    random = 0;
    assertThat(timing.retry(1, null, NOW)).isEqualTo(NOW.plusMillis(INTERVAL.toMillis() * 9 / 10));
    random = 1;
    assertThat(timing.retry(1, null, NOW)).isEqualTo(NOW.plusMillis(INTERVAL.toMillis() * 11 / 10));
  }

  @Test
  void doesNotStartEverythingAtOnce() {
    assertThat(timing.startDelay(31, 1_000, 32)).isZero();
    assertThat(timing.startDelay(32, 1_000, 32)).isEqualTo(Duration.ofMillis(50));
    assertThat(timing.startDelay(999, 1_000, 32)).isEqualTo(Duration.ofMillis(968 * 50));
    assertThat(timing.startDelay(99_999, 100_000, 32)).isLessThan(INTERVAL);
  }

  private Instant due(@Nullable Instant notBefore) {
    return timing.due(
        RssPollState.NONE.succeeded(
            RssValidators.NONE, RssRhythm.NONE, Duration.ZERO, RssMove.NONE, NOW, notBefore),
        NOW);
  }
}
