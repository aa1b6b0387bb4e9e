package io.tributary.connect.mastodon;

import static io.tributary.connect.mastodon.Samples.post;
import static io.tributary.connect.mastodon.Samples.uri;
import static io.tributary.connect.mastodon.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kills the task at every step there is, between any two of them, and starts another one. */
class KillTest {
  private static final int MORE_THAN_ENOUGH = 1_000;

  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** Counts the steps down; from the last one on nothing that the old task does has an effect. */
  private static final class Fuse {
    int left;
    boolean dead;

    void burn() {
      if (dead || --left < 0) {
        dead = true;
        throw new Killed();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "MASTODON, true, 10",
    "MASTODON, false, 10",
    "MASTODON, false, 7200",
    "MASTODON_REPEAT_FAILS, false, 10",
    "MASTODON_WITHOUT_LOCK, false, 10",
    "GOTOSOCIAL, false, 10",
    "PLEROMA, true, 10",
    "SNAC, true, 10",
    "SNAC, false, 10"
  })
  void noStatusIsThereTwiceAndNoneIsMissing(
      ServerProfile profile, boolean keepsUnflushed, long secondsUntilRestart) {
    int steps = 0;
    boolean survived = false;
    while (!survived) {
      survived = run(profile, keepsUnflushed, Duration.ofSeconds(secondsUntilRestart), steps++);
      assertThat(steps).isLessThan(MORE_THAN_ENOUGH);
    }
    assertThat(steps).as("steps at which the task was killed").isGreaterThan(30);
  }

  /** Returns whether the task got to its end before the fuse did. */
  private static boolean run(
      ServerProfile profile, boolean keepsUnflushed, Duration restart, int steps) {
    try (var harness = new PostingHarness(profile, Map.of())) {
      harness.mastodon.maxCharacters = profile == ServerProfile.SNAC ? 500 : 60;
      harness.state.keepsUnflushed = keepsUnflushed;
      var fuse = new Fuse();
      fuse.left = steps;
      harness.state.step = fuse::burn;
      harness.mastodon.beforeAct = () -> cut(fuse);
      harness.mastodon.afterAct = () -> cut(fuse);
      List<SinkRecord> records = records(harness);
      boolean survived;
      try {
        harness.put(records.toArray(new SinkRecord[0]));
        while (!fuse.dead && harness.posting().dueIn().isPresent()) {
          harness.clock.advance(harness.posting().dueIn().get());
          harness.put();
        }
        survived = !fuse.dead;
      } catch (Killed e) {
        survived = false;
      }
      harness.kill();
      harness.state.step = null;
      harness.mastodon.beforeAct = null;
      harness.mastodon.afterAct = null;
      harness.clock.advance(restart);
      harness.replay();

      List<String> expected = new ArrayList<>(List.of("Tides", "Good morning", "Good morning"));
      // Other servers' usual limit leaves the long one whole.
      expected.addAll(
          profile == ServerProfile.SNAC
              ? List.of("This sentence fills the first status. And this one the second.")
              : List.of("This sentence fills the first status.", "And this one the second."));
      expected.add("A reply to myself, edited");
      assertThat(harness.mastodon.texts())
          .as("killed after step %d", steps)
          .containsExactlyElementsOf(expected);
      assertThat(harness.reporter.records).isEmpty();
      List<FakeStatus> present = harness.mastodon.present();
      assertThat(present.get(present.size() - 1).parent).isEqualTo(present.get(0).id);
      return survived;
    }
  }

  private static void cut(Fuse fuse) {
    try {
      fuse.burn();
    } catch (Killed e) {
      throw new FaultyServer.Cut();
    }
  }

  private static List<SinkRecord> records(PostingHarness harness) {
    return List.of(
        harness.record(uri("1"), post("1", "Tides")),
        harness.record(uri("2"), post("2", "Good morning")),
        harness.record(uri("3"), post("3", "Good morning")),
        harness.record(
            uri("4"), post("4", "This sentence fills the first status. And this one the second.")),
        harness.record(uri("5"), post("5", "To be deleted")),
        harness.record(uri("6"), with(post("6", "A reply to myself"), "reply_parent", uri("1"))),
        harness.record(uri("5"), null),
        harness.record(
            uri("6"),
            with(
                post("6", "A reply to myself, edited", "update", "rev-2"),
                "reply_parent",
                uri("1"))));
  }
}
