package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RunningMedianTest {
  @Test
  void isTheMiddleOfTheLastNumbers() {
    var random = new Random(7);
    var median = new RunningMedian(5);
    Deque<Long> window = new ArrayDeque<>(Collections.nCopies(65, 5L));
    for (int i = 0; i < 10_000; i++) {
      long number = random.nextInt(100);
      window.remove();
      window.add(number);

      assertThat(median.add(number)).isEqualTo(window.stream().sorted().skip(32).findFirst().get());
    }
  }
}
