package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

class BlueskyCursorPropertiesTest {
  /** Something that happens to the task, with a number that means what it likes. */
  record Step(Kind kind, int number) {
    enum Kind {
      CONNECT,
      DISCONNECT,
      READ,
      COMMIT,
      CRASH,
      PASS
    }
  }

  @Property(tries = 500)
  void losesNothingAndRepeatsNothingWhateverHappens(
      @ForAll long seed, @ForAll("steps") List<Step> steps) {
    var model = new CursorModel(seed, 150);
    for (Step step : steps) {
      switch (step.kind()) {
        case CONNECT -> model.connect(step.number());
        case DISCONNECT -> model.disconnect();
        case READ -> model.read(step.number());
        case COMMIT -> model.commit();
        case CRASH -> model.crash();
        case PASS -> model.pass(Duration.ofSeconds(step.number()));
      }
    }

    assertThat(model.drain(steps.size())).containsExactlyInAnyOrderElementsOf(model.expected());
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.frequency(
                Tuple.of(3, Step.Kind.CONNECT),
                Tuple.of(1, Step.Kind.DISCONNECT),
                Tuple.of(8, Step.Kind.READ),
                Tuple.of(4, Step.Kind.COMMIT),
                Tuple.of(2, Step.Kind.CRASH),
                Tuple.of(4, Step.Kind.PASS)),
            Arbitraries.integers().between(0, 29).withDistribution(RandomDistribution.uniform()))
        .as(Step::new)
        .list()
        .ofMinSize(20)
        .ofMaxSize(120);
  }
}
