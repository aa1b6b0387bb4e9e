package io.tributary.connect.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class TextTableTest {
  @Test
  void alignsTextToTheLeftAndNumbersToTheRight() {
    var table = new TextTable(1, "who", "rows/s", "goal");
    table.add("plain loop", TextTable.whole(1_234_567.8), "");
    table.add("sink", TextTable.whole(999L), TextTable.ratio(0.849));

    assertThat(table.toString().lines())
        .containsExactly(
            "who            rows/s  goal", //
            "plain loop  1,234,568",
            "sink              999  0.85");
  }

  @Test
  void refusesARowOfAnotherLength() {
    assertThatIllegalArgumentException().isThrownBy(() -> new TextTable(1, "a", "b").add("x"));
  }
}
