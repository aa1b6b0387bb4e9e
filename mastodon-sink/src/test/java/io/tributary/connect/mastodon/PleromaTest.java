package io.tributary.connect.mastodon;

import static io.tributary.connect.mastodon.Samples.post;
import static io.tributary.connect.mastodon.Samples.uri;
import static io.tributary.connect.mastodon.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.connect.mastodon.FaultyServer.Answer;
import io.tributary.connect.mastodon.FaultyServer.Fault;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is particular to Pleroma and Akkoma. */
class PleromaTest {
  private static final Map<String, String> PRIVATE = Map.of("http.private.addresses", "allow");

  @Retention(RetentionPolicy.RUNTIME)
  @ParameterizedTest
  @EnumSource(
      value = ServerProfile.class,
      names = {"PLEROMA", "AKKOMA"})
  @interface OnBoth {}

  @OnBoth
  void picturesAreTakenWithDescriptionsAsLongAsItTakes(ServerProfile profile) {
    try (var harness = new PostingHarness(profile, PRIVATE)) {
      Map<String, String> picture =
          Map.of(
              "url",
              harness.mastodon.url() + "/pictures/1",
              "alt",
              "x".repeat(2_000),
              "mime_type",
              "image/webp");
      harness.post(uri("1"), with(post("1", "Look"), "media", List.of(picture)));

      assertThat(harness.mastodon.present())
          .singleElement()
          .satisfies(status -> assertThat(status.media).containsExactly("m1"));
      assertThat(harness.mastodon.media.there("m1").shownDescription())
          .hasSize(profile.longestDescription());
    }
  }

  /** They keep what they have answered to a key for hours, also that it could not be done. */
  @OnBoth
  void aFailureThatIsRepeatedForItsKeyIsNotWaitedFor(ServerProfile profile) {
    try (var harness = new PostingHarness(profile, Map.of())) {
      harness.mastodon.ownAnswers.add(new Answer(500, "\"Something went wrong\""));
      harness.mastodon.ownAnswers.add(new Answer(429, "{\"error\": \"Throttled\"}"));
      harness.mastodon.ownAnswers.add(new Answer(502, "<html></html>"));
      Instant before = harness.clock.instant();
      harness.post(uri("1"), post("1", "Tides"));

      assertThat(harness.mastodon.texts()).containsExactly("Tides");
      assertThat(Duration.between(before, harness.clock.instant()))
          .isLessThan(Duration.ofMinutes(10));
      assertThat(harness.committable()).isEqualTo(1);
      assertThat(harness.reporter.records).isEmpty();
    }
  }

  @OnBoth
  void aRefusalIsNotRepeatedAfterItsReasonHasGone(ServerProfile profile) {
    try (var harness = new PostingHarness(profile, Map.of()).withoutDeadLetterQueue()) {
      harness.mastodon.ownAnswers.add(new Answer(422, "{\"error\": \"[NoTidesPolicy]\"}"));
      SinkRecord record = harness.record(uri("1"), post("1", "Tides"));
      assertThatThrownBy(() -> harness.put(record)).hasMessageContaining("[NoTidesPolicy]");
      harness.kill();
      harness.deliver(record);

      assertThat(harness.mastodon.texts()).containsExactly("Tides");
    }
  }

  @OnBoth
  void aRefusalAfterAFailureIsNotRepeatedAfterItsReasonHasGone(ServerProfile profile) {
    try (var harness = new PostingHarness(profile, Map.of())) {
      harness.mastodon.ownAnswers.add(new Answer(500, "\"Something went wrong\""));
      harness.mastodon.ownAnswers.add(new Answer(422, "{\"error\": \"[NoTidesPolicy]\"}"));
      harness.post(uri("1"), post("1", "Tides"));
      assertThat(harness.reporter.reasons).hasSize(1);
      assertThat(harness.mastodon.texts()).isEmpty();
      // What became of it is written down.
      assertThat(harness.committable()).isEqualTo(1);
      harness.kill();
      harness.replay();

      assertThat(harness.mastodon.texts()).containsExactly("Tides");
      assertThat(harness.reporter.reasons).hasSize(1);
    }
  }

  @OnBoth
  void whatWasPostedIsFoundByItsWords(ServerProfile profile) {
    try (var harness = new PostingHarness(profile, Map.of())) {
      harness.mastodon.ignoreKeys();
      harness.mastodon.fail(Fault.drop("POST /api/v1/statuses", true));
      harness.post(uri("1"), post("1", "Tides & moons\n\n#gauges https://example.org/a?b=1&c=2"));

      assertThat(harness.mastodon.made()).isEqualTo(1);
    }
  }

  @OnBoth
  void aReplyWhoseParentIsGoneStandsAlone(ServerProfile profile) {
    try (var harness = new PostingHarness(profile, Map.of())) {
      harness.post(uri("1"), post("1", "Parent"));
      harness.mastodon.deleteByHand(harness.mastodon.present().get(0).id);
      harness.post(uri("2"), with(post("2", "A reply"), "reply_parent", uri("1")));

      assertThat(harness.reporter.reasons).isEmpty();
      assertThat(harness.mastodon.texts()).containsExactly("A reply");
    }
  }

  @ParameterizedTest
  @EnumSource(ServerProfile.class)
  void aLanguageOfThreeLettersIsNoReasonToRefuseARecord(ServerProfile profile) {
    try (var harness = new PostingHarness(profile, Map.of())) {
      harness.post(uri("1"), with(post("1", "Tides"), "langs", List.of("yue-HK")));

      assertThat(harness.mastodon.texts()).containsExactly("Tides");
      assertThat(harness.mastodon.present().get(0).language)
          .isEqualTo(profile.isPleroma() ? "" : "yue");
    }
  }
}
