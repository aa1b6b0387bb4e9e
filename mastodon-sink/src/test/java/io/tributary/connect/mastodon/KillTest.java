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
import org.junit.jupiter.params.provider.EnumSource;

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
    "PLEROMA, false, 10",
    "AKKOMA, false, 10",
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
      boolean survived = killed(harness, steps, records(harness));
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

  /** Nothing but the state and a look at the account keeps these from being there twice. */
  @ParameterizedTest
  @EnumSource(
      value = ServerProfile.class,
      names = {"MASTODON", "SNAC"})
  void changesQuotesAndPicturesAreThereOnceWhereKeysMeanNothing(ServerProfile profile) {
    int steps = 0;
    boolean survived = false;
    while (!survived) {
      survived = runChanges(profile, steps++);
      assertThat(steps).isLessThan(MORE_THAN_ENOUGH);
    }
    assertThat(steps).as("steps at which the task was killed").isGreaterThan(30);
  }

  private static boolean runChanges(ServerProfile profile, int steps) {
    try (var harness = new PostingHarness(profile, Map.of("http.private.addresses", "allow"))) {
      harness.mastodon.ignoreKeys();
      harness.mastodon.maxCharacters = profile == ServerProfile.SNAC ? 500 : 60;
      boolean survived = killed(harness, steps, changes(harness));
      harness.clock.advance(Duration.ofSeconds(10));
      harness.replay();

      List<String> expected = new ArrayList<>(List.of("Tides", "To be replaced"));
      String link =
          "See above\n\n%s/@bot/%s"
              .formatted(harness.mastodon.url(), harness.mastodon.present().get(0).id);
      expected.addAll(
          profile == ServerProfile.SNAC
              ? List.of("This sentence fills the first status. And this one the second.", link)
              : List.of(
                  "This sentence fills the first status.",
                  "And this one the second.",
                  "See above"));
      expected.addAll(List.of("", "Look"));
      assertThat(harness.mastodon.texts())
          .as("killed after step %d", steps)
          .containsExactlyElementsOf(expected);
      assertThat(harness.mastodon.made())
          .as("killed after step %d", steps)
          .isEqualTo(expected.size() + 1);
      assertThat(harness.reporter.records).isEmpty();
      return survived;
    }
  }

  /** Returns whether the task got to its end before the fuse did. */
  private static boolean killed(PostingHarness harness, int steps, List<SinkRecord> records) {
    var fuse = new Fuse();
    fuse.left = steps;
    harness.state.step = fuse::burn;
    harness.mastodon.beforeAct = () -> cut(fuse);
    harness.mastodon.afterAct = () -> cut(fuse);
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
    return survived;
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

  private static List<SinkRecord> changes(PostingHarness harness) {
    List<Object> pictures =
        List.of(
            Map.of(
                "url",
                harness.mastodon.url() + "/pictures/1",
                "alt",
                "A tide",
                "mime_type",
                "image/png"));
    return List.of(
        harness.record(uri("1"), post("1", "Tides")),
        harness.record(uri("2"), post("2", "To be replaced")),
        harness.record(uri("2"), null),
        harness.record(uri("2"), post("2", "To be replaced", "create", "rev-2")),
        harness.record(uri("3"), post("3", "Short")),
        harness.record(
            uri("3"),
            post(
                "3",
                "This sentence fills the first status. And this one the second.",
                "update",
                "rev-2")),
        harness.record(uri("4"), with(post("4", "See above"), "quote", uri("1"))),
        harness.record(uri("5"), with(post("5", ""), "media", pictures)),
        harness.record(uri("6"), with(post("6", "Look"), "media", pictures)));
  }
}
