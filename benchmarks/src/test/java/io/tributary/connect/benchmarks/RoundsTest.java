package io.tributary.connect.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RoundsTest {
  private final List<String> turns = new ArrayList<>();

  @Test
  void contestantsTakeTurnsAndAnotherOneStartsEachRound() throws Exception {
    Rounds.run(2, List.of(contestant("a"), contestant("b"), contestant("c")));

    assertThat(turns).containsExactly("a", "b", "c", "b", "c", "a", "c", "a", "b");
  }

  @Test
  void theFirstRoundDoesNotCount() throws Exception {
    List<Samples> samples = Rounds.run(2, List.of(contestant("a"), contestant("b")));

    assertThat(samples).extracting(Samples::contestant).containsExactly("a", "b");
    assertThat(samples.get(0).legs()).extracting(Leg::count).containsExactly(4L, 5L);
    assertThat(samples.get(1).legs()).extracting(Leg::count).containsExactly(3L, 6L);
  }

  /** Its results are the numbers of its turns. */
  private Contestant contestant(String name) {
    return new Contestant(
        name,
        () -> {
          turns.add(name);
          return new Leg(turns.size(), 1, 1);
        });
  }
}
