package io.tributary.connect.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SamplesTest {
  @Test
  void theMedianIsTheMiddleRateInWhateverOrderTheyCame() {
    assertThat(perSecond(900, 100, 300).median()).isEqualTo(300);
  }

  @Test
  void theMedianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
    assertThat(perSecond(100, 900, 200, 400).median()).isEqualTo(300);
  }

  @Test
  void knowsTheExtremes() {
    Samples samples = perSecond(300, 100, 900);

    assertThat(samples.lowest()).isEqualTo(100);
    assertThat(samples.highest()).isEqualTo(900);
  }

  @Test
  void comparesRoundByRound() {
    // Slow, fast and very slow rounds: the second contestant is half as fast in each but one.
    Samples first = perSecond(100, 800, 20);
    Samples second = perSecond(50, 400, 20);

    assertThat(second.ratioTo(first)).isEqualTo(0.5);
  }

  @Test
  void comparesProcessorTimeToo() {
    Samples waits = new Samples("waits", List.of(new Leg(10, 1_000_000_000, 100_000_000)));
    Samples works = new Samples("works", List.of(new Leg(10, 1_000_000_000, 200_000_000)));

    assertThat(works.ratioTo(waits)).isEqualTo(1);
    assertThat(works.cpuRatioTo(waits)).isEqualTo(0.5);
  }

  @Test
  void refusesToCompareDifferentRounds() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> perSecond(1, 2).ratioTo(perSecond(1)))
        .withMessageContaining("same rounds");
  }

  @Test
  void refusesNothing() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Samples("none", List.of()));
  }

  private static Samples perSecond(int... counts) {
    return new Samples(
        "any", Arrays.stream(counts).mapToObj(count -> new Leg(count, 1_000_000_000, 1)).toList());
  }
}
