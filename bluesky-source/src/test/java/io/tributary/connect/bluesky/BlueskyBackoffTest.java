package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BlueskyBackoffTest {
  private static BlueskyBackoff backoff(double random) {
    return new BlueskyBackoff(Duration.ofMillis(500), Duration.ofSeconds(30), () -> random);
  }

  @Test
  void doublesUpToTheLongestWaitAndBeginsAnewAfterAnEvent() {
    BlueskyBackoff backoff = backoff(0);

    assertThat(Stream.generate(() -> Duration.ofNanos(backoff.failed()).toMillis()).limit(9))
        .containsExactly(500L, 1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 30_000L, 30_000L, 30_000L);
    IntStream.range(0, 100).forEach(i -> assertThat(backoff.failed()).isPositive());

    backoff.succeeded();
    assertThat(Duration.ofNanos(backoff.failed())).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void variesByUpToAHalfSoThatNotAllComeBackAtOnce() {
    assertThat(Duration.ofNanos(backoff(0.5).failed())).isEqualTo(Duration.ofMillis(375));
    assertThat(Duration.ofNanos(backoff(0.999_999).failed()))
        .isBetween(Duration.ofMillis(250), Duration.ofMillis(251));
  }

  @Test
  void turnsToAnotherServerAfterThreeAttemptsWithoutAnEvent() {
    BlueskyBackoff backoff = backoff(0);

    List<Boolean> turns =
        Stream.generate(
                () -> {
                  long unused = backoff.failed();
                  return backoff.isTimeForAnother();
                })
            .limit(6)
            .toList();

    assertThat(turns).containsExactly(false, false, true, false, false, true);
  }
}
