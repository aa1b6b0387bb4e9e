package io.tributary.connect.mastodon;

import static io.tributary.connect.mastodon.Samples.post;
import static io.tributary.connect.mastodon.Samples.uri;
import static io.tributary.connect.mastodon.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.connect.mastodon.FaultyServer.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/** A new status is refused because something that it refers to has been deleted by hand. */
class GoneTest {
  private static final String STATUSES = "POST /api/v1/statuses";

  @Test
  void aQuoteOfAStatusThatIsGoneBecomesALink() {
    try (var harness = new PostingHarness()) {
      harness.post(uri("1"), post("1", "One"));
      FakeStatus quoted = harness.mastodon.present().get(0);
      harness.post(uri("0"), post("0", "Parent"));
      harness.mastodon.deleteByHand(quoted.id);
      harness.post(uri("2"), with(post("2", "See above"), "quote", uri("1")));
      harness.post(
          uri("3"),
          with(with(post("3", "In a thread"), "quote", uri("1")), "reply_parent", uri("0")));

      String link = "\n\n" + harness.mastodon.url() + "/@bot/" + quoted.id;
      assertThat(harness.mastodon.texts())
          .containsExactly("Parent", "See above" + link, "In a thread" + link);
      List<FakeStatus> present = harness.mastodon.present();
      assertThat(present.get(2).parent).isEqualTo(present.get(0).id);
      assertThat(harness.reporter.records).isEmpty();
    }
  }

  @Test
  void aQuoteWithALostAnswerIsFoundAfterTheQuotedStatusHasGone() {
    try (var harness = new PostingHarness()) {
      harness.post(uri("1"), post("1", "One"));
      harness.mastodon.deleteByHand(harness.mastodon.present().get(0).id);
      harness.mastodon.fail(
          Fault.answer(STATUSES, true, 404, "{\"error\": \"Record not found\"}"),
          Fault.drop(STATUSES, true));
      harness.post(uri("2"), with(post("2", "See above"), "quote", uri("1")));

      assertThat(harness.mastodon.texts()).hasSize(1);
    }
  }

  @Test
  void whatOnlyAFewSeeIsNotQuoted() {
    try (var harness = new PostingHarness(Map.of("visibility", "direct"))) {
      harness.post(uri("1"), post("1", "One"));
      harness.post(uri("2"), with(post("2", "See above"), "quote", uri("1")));

      assertThat(harness.mastodon.count(STATUSES)).isEqualTo(2);
      assertThat(harness.mastodon.texts()).hasSize(2);
    }
  }

  @Test
  void aQuoteWithoutWordsKeepsTheLink() {
    try (var harness = new PostingHarness()) {
      harness.post(uri("1"), post("1", "One"));
      harness.post(uri("2"), with(post("2", ""), "quote", uri("1")));

      assertThat(harness.mastodon.texts().get(1)).startsWith("http");
      assertThat(harness.reporter.records).isEmpty();
    }
  }

  @Test
  void aKeyThatStandsForADeletedStatusIsReplacedOnce() {
    try (var harness = new PostingHarness().withoutStateTopic()) {
      SinkRecord create = harness.record(uri("1"), post("1", "Tides"));
      harness.put(create);
      harness.post(uri("1"), null);
      harness.kill();

      // Kafka's offsets were not committed.
      harness.replay();
      assertThat(harness.mastodon.texts()).isEmpty();
      assertThat(harness.mastodon.all()).hasSize(2);
      assertThat(harness.mastodon.keys()).doesNotHaveDuplicates();
      assertThat(harness.committable()).isEqualTo(2);
    }
  }

  @Test
  void aRecordThatIsNotFoundForNoReasonReachesTheDeadLetterQueue() {
    try (var harness = new PostingHarness()) {
      Fault missing = Fault.answer(STATUSES, false, 404, "{\"error\": \"Record not found\"}");
      harness.mastodon.fail(missing, missing);
      harness.post(uri("1"), post("1", "Tides"));
      harness.post(uri("2"), post("2", "Moon"));

      assertThat(harness.mastodon.texts()).containsExactly("Moon");
      assertThat(harness.reporter.reasons).singleElement().asString().contains("404");
    }
  }

  @Test
  void aServerWithoutTheApiEndsTheTask() {
    try (var harness = new PostingHarness()) {
      Fault[] often = new Fault[20];
      Arrays.fill(often, Fault.answer("GET /api/v1/accounts/verify", false, 404, "<html></html>"));
      harness.mastodon.fail(often);
      SinkRecord record = harness.record(uri("2"), post("2", "Moon"));
      Instant before = harness.clock.instant();

      assertThatThrownBy(
              () -> {
                harness.put(record);
                harness.finish();
              })
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("instance.url");
      assertThat(Duration.between(before, harness.clock.instant()))
          .isBetween(Duration.ofMinutes(2), Duration.ofMinutes(4));
    }
  }

  @Test
  void aThreadWhoseLastPartIsDeletedGoesOnFromTheOneBefore() {
    try (var harness = new PostingHarness()) {
      harness.mastodon.maxCharacters = 30;
      harness.mastodon.allow(3, Duration.ofHours(3));
      String text = "The first sentence is this. The second sentence, too. A third one follows it.";
      harness.put(harness.record(uri("1"), post("1", text + " The fourth one is the end.")));
      assertThat(harness.mastodon.texts()).hasSize(3);
      List<FakeStatus> thread = harness.mastodon.present();
      harness.mastodon.deleteByHand(thread.get(2).id);
      harness.mastodon.deleteByHand(thread.get(1).id);
      harness.finish();

      assertThat(harness.mastodon.texts())
          .containsExactly("The first sentence is this.", "The fourth one is the end.");
      assertThat(harness.mastodon.present().get(1).parent).isEqualTo(thread.get(0).id);
      assertThat(harness.committable()).isEqualTo(1);
    }
  }

  @Test
  void aThreadOfWhichNothingIsLeftGoesOnAlone() {
    try (var harness = new PostingHarness()) {
      harness.mastodon.maxCharacters = 30;
      harness.mastodon.allow(1, Duration.ofHours(3));
      harness.put(
          harness.record(uri("1"), post("1", "The first sentence is this. The second sentence.")));
      harness.mastodon.deleteByHand(harness.mastodon.present().get(0).id);
      harness.finish();

      assertThat(harness.mastodon.texts()).containsExactly("The second sentence.");
      assertThat(harness.committable()).isEqualTo(1);
    }
  }
}
