package io.tributary.connect.mastodon;

import static io.tributary.connect.mastodon.Samples.post;
import static io.tributary.connect.mastodon.Samples.uri;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tributary.connect.mastodon.FaultyServer.Fault;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each record is one status, whatever happens on the way. */
class OnceTest {
  private static final String STATUSES = "POST /api/v1/statuses";

  @Test
  void postsARecordOnce() {
    try (var harness = new PostingHarness()) {
      harness.post(uri("1"), post("1", "Tides"));

      assertThat(harness.mastodon.texts()).containsExactly("Tides");
      assertThat(harness.committable()).isEqualTo(1);
      FakeStatus status = harness.mastodon.present().get(0);
      assertThat(status.visibility).isEqualTo("unlisted");
      assertThat(status.language).isEqualTo("en");
    }
  }

  @Test
  void aReplayOfEverythingAYearLaterPostsNothing() {
    try (var harness = new PostingHarness(Map.of("max.age.ms", "-1"))) {
      harness.post(uri("1"), post("1", "Tides"));
      harness.post(uri("2"), post("2", "Moon"));
      harness.post(uri("1"), post("1", "Tides, edited", "update", "rev-2"));
      harness.post(uri("2"), null);
      harness.kill();
      harness.clock.advance(Duration.ofDays(365));

      harness.replay();
      assertThat(harness.mastodon.texts()).containsExactly("Tides, edited");
      assertThat(harness.mastodon.all()).hasSize(2);
      assertThat(harness.mastodon.all().get(0).edits).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(ServerProfile.class)
  void anAnswerThatIsLostIsLookedForBeforeAnotherTry(ServerProfile profile) {
    try (var harness = new PostingHarness(profile, Map.of())) {
      harness.mastodon.fail(Fault.drop(STATUSES, true));
      harness.post(
          uri("1"), post("1", "Tides & <moon> https://example.org/a/long/way/to/a/page/1"));

      assertThat(harness.mastodon.texts()).hasSize(1);
      assertThat(harness.mastodon.count(STATUSES)).isEqualTo(1);
      assertThat(harness.reporter.records).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(ServerProfile.class)
  void aProxyThatTimesOutAfterTheServerActedIsNoReasonToPostAgain(ServerProfile profile) {
    try (var harness = new PostingHarness(profile, Map.of())) {
      harness.mastodon.fail(Fault.answer(STATUSES, true, 504, "<html>Gateway Time-out</html>"));
      harness.post(uri("1"), post("1", "Tides"));

      assertThat(harness.mastodon.texts()).containsExactly("Tides");
      assertThat(harness.mastodon.count(STATUSES)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(ServerProfile.class)
  void aRequestThatNeverArrivedIsSentAgainWithTheSameKey(ServerProfile profile) {
    try (var harness = new PostingHarness(profile, Map.of())) {
      harness.mastodon.fail(
          Fault.drop(STATUSES, false), Fault.answer(STATUSES, false, 502, "<html></html>"));
      harness.post(uri("1"), post("1", "Tides"));

      assertThat(harness.mastodon.texts()).containsExactly("Tides");
      assertThat(harness.mastodon.count(STATUSES)).isEqualTo(3);
    }
  }

  @Test
  void aRepeatedKeyThatFailsMeansLookFirst() {
    try (var harness = new PostingHarness(ServerProfile.MASTODON_REPEAT_FAILS, Map.of())) {
      // The status is there, but the list does not show it at once.
      harness.mastodon.fail(
          Fault.drop(STATUSES, true),
          Fault.answer("GET /api/v1/accounts/42/statuses", false, 200, "[]"));
      harness.post(uri("1"), post("1", "Tides"));

      assertThat(harness.mastodon.texts()).containsExactly("Tides");
      assertThat(harness.mastodon.count(STATUSES)).isEqualTo(2);
      assertThat(harness.mastodon.keys()).hasSize(1);
    }
  }

  @Test
  void aRequestThatStillRunsIsNotDoneTwice() {
    try (var harness = new PostingHarness(Map.of("http.timeout.ms", "1000"))) {
      var release = new CountDownLatch(1);
      harness.mastodon.whileMaking = onlyOnce(release);
      harness.put(harness.record(uri("1"), post("1", "Tides")));
      // The list does not show it yet, and the server refuses the same key at the same time.
      harness.clock.advance(harness.posting().dueIn().orElseThrow());
      harness.put();
      assertThat(harness.mastodon.count(STATUSES)).isEqualTo(2);
      release.countDown();
      await().until(() -> harness.mastodon.texts().size() == 1);
      harness.finish();

      assertThat(harness.mastodon.texts()).containsExactly("Tides");
      assertThat(harness.mastodon.count(STATUSES)).isEqualTo(2);
    }
  }

  @Test
  void aServerWhoseKeysDoNotHelpMeanwhileIsGivenTime() {
    try (var harness =
        new PostingHarness(
            ServerProfile.MASTODON_WITHOUT_LOCK, Map.of("http.timeout.ms", "1000"))) {
      var release = new CountDownLatch(1);
      harness.mastodon.whileMaking = onlyOnce(release);
      harness.put(harness.record(uri("1"), post("1", "Tides")));
      assertThat(harness.posting().dueIn()).hasValue(Duration.ofSeconds(10));
      release.countDown();
      await().until(() -> harness.mastodon.texts().size() == 1);
      harness.finish();

      assertThat(harness.mastodon.texts()).containsExactly("Tides");
      assertThat(harness.mastodon.count(STATUSES)).isEqualTo(1);
    }
  }

  /** The first request waits, others do not. */
  private static Runnable onlyOnce(CountDownLatch release) {
    var first = new AtomicBoolean(true);
    return () -> {
      if (first.getAndSet(false)) {
        try {
          assertThat(release.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    };
  }

  @Test
  void nothingIsPostedBeforeTheStateIsWritten() {
    try (var harness = new PostingHarness()) {
      harness.state.broken = true;
      harness.put(harness.record(uri("1"), post("1", "Tides")));
      harness.clock.advance(Duration.ofSeconds(1));
      harness.put();
      assertThat(harness.mastodon.count(STATUSES)).isZero();
      assertThat(harness.committable()).isEqualTo(-1);
      assertThat(harness.posting().dueIn()).hasValue(Duration.ofSeconds(1));

      harness.state.broken = false;
      harness.finish();
      assertThat(harness.mastodon.texts()).containsExactly("Tides");
      assertThat(harness.committable()).isEqualTo(1);
    }
  }

  @Test
  void manyRecordsWaitForTheStateTogether() {
    try (var harness = new PostingHarness()) {
      harness.mastodon.allow(1_000, Duration.ofHours(1));
      var records = new SinkRecord[600];
      Arrays.setAll(records, i -> harness.record(uri("" + i), post("" + i, "Tides " + i)));
      harness.put(records);
      assertThat(harness.mastodon.texts()).hasSize(600);
      // The first 100 and, as these went fast, the next 500.
      assertThat(harness.state.waits).isEqualTo(2);

      assertThat(harness.committable()).isEqualTo(600);
      assertThat(harness.state.waits).isEqualTo(3);
    }
  }

  @Test
  void whereStatusesGoSlowlyFewOfThemArePending() {
    try (var harness = new PostingHarness()) {
      harness.mastodon.allow(1_000, Duration.ofHours(1));
      harness.mastodon.beforeAct = () -> harness.clock.advance(Duration.ofMillis(20));
      var records = new SinkRecord[300];
      Arrays.setAll(records, i -> harness.record(uri("" + i), post("" + i, "Tides " + i)));
      harness.put(records);
      harness.finish();
      assertThat(harness.mastodon.texts()).hasSize(300);
      // Three times for a hundred, and once where each of two further puts begins.
      assertThat(harness.state.waits).isEqualTo(5);
    }
  }

  @Test
  void offsetsAndTheNextStatusWaitForWhatIsWrittenInTheBackground() {
    try (var harness = new PostingHarness()) {
      harness.mastodon.whileMaking = () -> harness.state.broken = true;
      harness.put(harness.record(uri("1"), post("1", "Tides")));
      assertThat(harness.mastodon.texts()).containsExactly("Tides");
      assertThat(harness.committable()).isEqualTo(-1);
      harness.put(harness.record(uri("2"), post("2", "Moon")));
      assertThat(harness.mastodon.texts()).containsExactly("Tides");
      assertThat(harness.committable()).isEqualTo(-1);

      harness.mastodon.whileMaking = null;
      harness.state.broken = false;
      harness.finish();
      assertThat(harness.mastodon.texts()).containsExactly("Tides", "Moon");
      assertThat(harness.committable()).isEqualTo(2);
    }
  }

  @Test
  void aPartitionThatGoesAndComesBackIsPostedOnce() {
    try (var harness = new PostingHarness()) {
      harness.mastodon.allow(1, Duration.ofHours(1));
      harness.put(
          harness.record(uri("1"), post("1", "Tides")),
          harness.record(uri("2"), post("2", "Moon")));
      harness.posting().close(List.of(PostingHarness.PARTITION));
      assertThat(harness.posting().dueIn()).isEmpty();
      harness.replay();

      assertThat(harness.mastodon.texts()).containsExactly("Tides", "Moon");
    }
  }

  @Test
  void twoIdenticalPostsAreToldApart() {
    try (var harness = new PostingHarness()) {
      harness.post(uri("1"), post("1", "Good morning"));
      harness.clock.advance(Duration.ofHours(20));
      harness.mastodon.fail(Fault.drop(STATUSES, false));
      harness.post(uri("2"), post("2", "Good morning"));

      assertThat(harness.mastodon.texts()).containsExactly("Good morning", "Good morning");
    }
  }

  @Test
  void identicalPostsOfOneBatchAreToldApartAfterAKill() {
    try (var harness = new PostingHarness()) {
      var first = harness.record(uri("1"), post("1", "Good morning"));
      var second = harness.record(uri("2"), post("2", "Good morning"));
      harness.mastodon.fail(Fault.drop(STATUSES, true));
      harness.put(first, second);
      harness.kill();

      harness.replay();
      assertThat(harness.mastodon.texts()).containsExactly("Good morning", "Good morning");
      assertThat(harness.mastodon.keys()).doesNotHaveDuplicates();
    }
  }

  @Test
  void keysAreTheSameForEverAndDifferBetweenStatuses() {
    List<String> keys;
    try (var harness = new PostingHarness(Map.of("split.numbers", "true"))) {
      harness.mastodon.maxCharacters = 50;
      harness.post(uri("1"), post("1", "One sentence that is long. Another one that is long."));
      harness.post(uri("2"), post("2", "Moon"));
      keys = List.copyOf(harness.mastodon.keys());
      assertThat(keys).hasSize(3).doesNotHaveDuplicates();
    }
    try (var harness = new PostingHarness(Map.of("split.numbers", "true"))) {
      harness.mastodon.maxCharacters = 50;
      harness.post(uri("1"), post("1", "One sentence that is long. Another one that is long."));
      harness.post(uri("2"), post("2", "Moon"));
      assertThat(harness.mastodon.keys()).isEqualTo(keys);
    }
  }

  @Test
  void withoutAStateTopicTheLatestStatusesProtectAgainstDuplicates() {
    try (var harness = new PostingHarness().withoutStateTopic()) {
      harness.post(uri("0"), post("0", "Good morning"));
      harness.clock.advance(Duration.ofHours(1));
      var first = harness.record(uri("1"), post("1", "Tides"));
      var second = harness.record(uri("2"), post("2", "Good morning"));
      harness.clock.advance(Duration.ofSeconds(1));
      harness.put(first);
      harness.kill();

      harness.clock.advance(Duration.ofMinutes(90));
      harness.put(first, second);
      harness.finish();
      assertThat(harness.mastodon.texts()).containsExactly("Good morning", "Tides", "Good morning");
    }
  }
}
