package io.tributary.connect.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LegTest {
  @Test
  void legsAddUp() {
    Leg sum =
        new Leg(100, 2_000_000_000, 500_000_000).plus(new Leg(50, 1_000_000_000, 250_000_000));

    assertThat(sum.perSecond()).isEqualTo(50);
    assertThat(sum.perCpuSecond()).isEqualTo(200);
    assertThat(sum.seconds()).isEqualTo(3);
  }
}
