package io.tributary.connect.mastodon;

import static io.tributary.connect.mastodon.Samples.post;
import static io.tributary.connect.mastodon.Samples.uri;
import static io.tributary.connect.mastodon.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.mastodon.FaultyServer.Fault;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Edits, deletions, threads and quotes. */
class ChangesTest {
  @ParameterizedTest
  @EnumSource(ServerProfile.class)
  void editsAndDeletionsFollowThroughAfterARestart(ServerProfile profile) {
    try (var harness = new PostingHarness(profile, Map.of())) {
      harness.post(uri("1"), post("1", "Tides"));
      harness.post(uri("2"), post("2", "Moon"));
      harness.kill();
      harness.post(uri("1"), post("1", "Tides and more", "update", "rev-2"));
      harness.post(uri("2"), null);

      assertThat(harness.mastodon.texts()).containsExactly("Tides and more");
      assertThat(harness.mastodon.all()).hasSize(2);
    }
  }

  @Test
  void aDeletionOfWhatIsGoneOrWasNeverPostedIsDone() {
    try (var harness = new PostingHarness()) {
      harness.post(uri("1"), post("1", "Tides"));
      harness.mastodon.deleteByHand(harness.mastodon.present().get(0).id);
      harness.post(uri("1"), null);
      harness.post(uri("never"), null);

      assertThat(harness.reporter.records).isEmpty();
      assertThat(harness.committable()).isEqualTo(3);
      assertThat(harness.mastodon.count("DELETE")).isEqualTo(1);
    }
  }

  @Test
  void anEditOfAStatusThatIsGoneIsSkippedOrPostedAnew() {
    for (String choice : List.of("skip", "repost")) {
      try (var harness = new PostingHarness(Map.of("on.missing", choice))) {
        harness.post(uri("1"), post("1", "Tides"));
        harness.mastodon.deleteByHand(harness.mastodon.present().get(0).id);
        harness.post(uri("1"), post("1", "Tides, edited", "update", "rev-2"));
        harness.post(uri("2"), post("2", "Never posted", "update", "rev-2"));
        harness.replay();

        assertThat(harness.mastodon.texts())
            .as(choice)
            .isEqualTo(
                choice.equals("skip") ? List.of() : List.of("Tides, edited", "Never posted"));
      }
    }
  }

  @Test
  void whatIsLeftOfAThreadIsEditedUnlessItIsPostedAnew() {
    for (String choice : List.of("skip", "repost")) {
      try (var harness = new PostingHarness(Map.of("on.missing", choice))) {
        harness.mastodon.maxCharacters = 30;
        harness.post(uri("1"), post("1", "The first sentence is this. The second sentence."));
        harness.mastodon.deleteByHand(harness.mastodon.present().get(1).id);
        harness.post(
            uri("1"),
            post("1", "What comes first is new. And so is what follows.", "update", "rev-2"));

        assertThat(harness.mastodon.texts())
            .as(choice)
            .isEqualTo(
                choice.equals("skip")
                    ? List.of("What comes first is new.")
                    : List.of("What comes first is new.", "And so is what follows."));
        assertThat(harness.committable()).isEqualTo(2);
        harness.post(uri("1"), null);
        assertThat(harness.mastodon.texts()).isEmpty();
      }
    }
  }

  @Test
  void aLongTextIsAThreadThatEditsShortenAndLengthen() {
    try (var harness = new PostingHarness(Map.of("split.numbers", "true"))) {
      harness.mastodon.maxCharacters = 30;
      harness.post(uri("1"), post("1", "The first sentence. The second one. A third."));
      assertThat(harness.mastodon.texts())
          .containsExactly("The first sentence. (1/2)", "The second one. A third. (2/2)");
      List<FakeStatus> thread = harness.mastodon.present();
      assertThat(thread.get(1).parent).isEqualTo(thread.get(0).id);

      harness.post(uri("1"), post("1", "Short.", "update", "rev-2"));
      assertThat(harness.mastodon.texts()).containsExactly("Short.");
      harness.post(uri("1"), post("1", "Long once more, and on. And more.", "update", "rev-3"));
      assertThat(harness.mastodon.texts())
          .containsExactly("Long once more, and on. (1/2)", "And more. (2/2)");
      harness.post(uri("1"), null);
      assertThat(harness.mastodon.texts()).isEmpty();
    }
  }

  @Test
  void aThreadThatWasBegunInOtherWordsIsChangedFromItsBeginning() {
    try (var harness = new PostingHarness()) {
      harness.mastodon.maxCharacters = 30;
      harness.mastodon.allow(1, Duration.ofHours(3));
      harness.put(
          harness.record(uri("1"), post("1", "The first sentence is this. The second sentence.")));
      assertThat(harness.committable()).isZero();
      harness.kill();
      harness.mastodon.allow(300, Duration.ofHours(3));
      // The topic has been compacted: the first version is not there any more.
      harness.post(
          uri("1"),
          post("1", "What comes first is new. And so is what follows.", "update", "rev-2"));

      assertThat(harness.mastodon.texts())
          .containsExactly("What comes first is new.", "And so is what follows.");
      assertThat(harness.mastodon.made()).isEqualTo(2);
    }
  }

  @Test
  void aThreadThatWasBegunWithOtherPicturesIsChangedFromItsBeginning() {
    try (var harness = new PostingHarness(Map.of("http.private.addresses", "allow"))) {
      harness.mastodon.maxCharacters = 30;
      harness.mastodon.allow(1, Duration.ofHours(3));
      String text = "The first sentence is this. The second sentence.";
      harness.put(
          harness.record(uri("1"), with(post("1", text), "media", picture(harness, "A tide"))));
      assertThat(harness.mastodon.present().get(0).media).containsExactly("m1");
      harness.kill();
      harness.mastodon.allow(300, Duration.ofHours(3));
      harness.post(
          uri("1"), with(post("1", text, "update", "rev-2"), "media", picture(harness, "A moon")));

      assertThat(harness.mastodon.texts())
          .containsExactly("The first sentence is this.", "The second sentence.");
      assertThat(harness.mastodon.present().get(0).media).containsExactly("m2");
      assertThat(harness.mastodon.count("PUT ")).isEqualTo(1);
    }
  }

  private static List<Object> picture(PostingHarness harness, String description) {
    String url = harness.mastodon.url() + "/pictures/" + description.charAt(2);
    return List.of(Map.of("url", url, "alt", description, "mime_type", "image/png"));
  }

  @Test
  void aThreadThatShrinksToOneStatusWithARaisedLimitIsFinished() {
    try (var harness = new PostingHarness()) {
      harness.mastodon.ignoreKeys();
      harness.mastodon.maxCharacters = 30;
      harness.mastodon.allow(2, Duration.ofHours(3));
      String text = "The first sentence is this. The second sentence. And a third one.";
      SinkRecord record = harness.record(uri("1"), post("1", text));
      harness.put(record);
      assertThat(harness.mastodon.texts()).hasSize(2);
      harness.kill();
      harness.mastodon.maxCharacters = 500;
      harness.mastodon.allow(300, Duration.ofHours(3));
      // The plan of one status is written down, and the task ends before it is carried out.
      harness.mastodon.fail(Fault.drop("PUT ", false));
      harness.put(record);
      harness.clock.advance(Duration.ofSeconds(10));
      harness.put();
      assertThat(harness.mastodon.count("PUT ")).isEqualTo(1);
      harness.kill();
      harness.deliver(record);

      assertThat(harness.mastodon.texts()).containsExactly(text);
      assertThat(harness.mastodon.made()).isEqualTo(2);
      assertThat(harness.committable()).isEqualTo(1);
    }
  }

  @Test
  void aThreadThatShrinksWhileItWaitsLosesNoText() {
    try (var harness = new PostingHarness()) {
      harness.mastodon.maxCharacters = 30;
      harness.mastodon.allow(2, Duration.ofHours(3));
      String text = "The first sentence is this. The second sentence. And a third one.";
      harness.put(harness.record(uri("1"), post("1", text)));
      assertThat(harness.mastodon.texts()).hasSize(2);
      harness.mastodon.maxCharacters = 500;
      harness.finish();

      assertThat(harness.mastodon.texts()).containsExactly(text);
      assertThat(harness.mastodon.made()).isEqualTo(2);
      assertThat(harness.committable()).isEqualTo(1);
    }
  }

  @Test
  void aPartThatComesBackWithinTheHourOfItsKeyFollowsItsThread() {
    try (var harness = new PostingHarness()) {
      harness.mastodon.maxCharacters = 30;
      String text = "The first sentence is this. The second sentence.";
      harness.post(uri("1"), post("1", "Short."));
      harness.post(uri("1"), post("1", text, "update", "rev-2"));
      harness.post(uri("1"), post("1", "Short.", "update", "rev-3"));
      assertThat(harness.mastodon.texts()).containsExactly("Short.");
      harness.post(uri("1"), post("1", text, "update", "rev-4"));

      assertThat(harness.mastodon.texts())
          .containsExactly("The first sentence is this.", "The second sentence.");
      List<FakeStatus> thread = harness.mastodon.present();
      assertThat(thread.get(1).parent).isEqualTo(thread.get(0).id);
    }
  }

  @Test
  void selfRepliesBecomeThreadsAndOthersAreLeftOut() {
    try (var harness = new PostingHarness()) {
      harness.post(uri("1"), post("1", "One"));
      harness.post(uri("2"), with(post("2", "Two"), "reply_parent", uri("1")));
      harness.post(
          uri("3"),
          with(post("3", "To you"), "reply_parent", "at://did:plc:you/app.bsky.feed.post/9"));

      harness.post(
          uri("4"),
          with(
              with(post("4", "And to you, 2/2"), "reply_parent", uri("3")),
              "reply_root",
              "at://did:plc:you/app.bsky.feed.post/9"));
      harness.post(
          uri("5"),
          with(with(post("5", "Three"), "reply_parent", uri("2")), "reply_root", uri("1")));
      assertThat(harness.mastodon.texts()).containsExactly("One", "Two", "Three");
      assertThat(harness.mastodon.present().get(1).parent)
          .isEqualTo(harness.mastodon.present().get(0).id);
    }
  }

  @Test
  void allRepliesOrNoneIfAskedTo() {
    for (String choice : List.of("none", "all")) {
      try (var harness = new PostingHarness(Map.of("include.replies", choice))) {
        harness.post(uri("1"), post("1", "One"));
        harness.post(uri("2"), with(post("2", "Two"), "reply_parent", uri("1")));
        harness.post(
            uri("3"),
            with(post("3", "To you"), "reply_parent", "at://did:plc:you/app.bsky.feed.post/9"));

        assertThat(harness.mastodon.texts())
            .as(choice)
            .isEqualTo(choice.equals("none") ? List.of("One") : List.of("One", "Two", "To you"));
      }
    }
  }

  @Test
  void deletionsAreNotFollowedUnlessWanted() {
    try (var harness = new PostingHarness(Map.of("delete.enabled", "false"))) {
      harness.post(uri("1"), post("1", "One"));
      harness.post(uri("1"), null);
      assertThat(harness.mastodon.texts()).containsExactly("One");
      assertThat(harness.committable()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 410})
  void goneInEitherWayIsGone(int status) {
    try (var harness = new PostingHarness(Map.of("on.missing", "repost"))) {
      harness.post(uri("1"), post("1", "Tides"));
      harness.mastodon.deleteByHand(harness.mastodon.present().get(0).id);
      harness.mastodon.fail(Fault.answer("PUT ", false, status, "{\"error\": \"Gone\"}"));
      harness.post(uri("1"), post("1", "Tides, edited", "update", "rev-2"));
      harness.mastodon.fail(Fault.answer("DELETE ", true, status, "{\"error\": \"Gone\"}"));
      harness.post(uri("1"), null);

      assertThat(harness.mastodon.all()).hasSize(2);
      assertThat(harness.mastodon.texts()).isEmpty();
      assertThat(harness.reporter.records).isEmpty();
    }
  }

  @Test
  void aReplyWhoseParentIsGoneStandsAlone() {
    try (var harness = new PostingHarness()) {
      harness.post(uri("1"), post("1", "One"));
      harness.mastodon.deleteByHand(harness.mastodon.present().get(0).id);
      harness.post(uri("2"), with(post("2", "Two"), "reply_parent", uri("1")));

      assertThat(harness.mastodon.texts()).containsExactly("Two");
      assertThat(harness.mastodon.present().get(0).parent).isNull();
    }
  }

  @Test
  void aQuoteIsANativeOneWhereBothSidesCanAndALinkElsewhere() {
    String link = "https://bsky.app/profile/did:plc:you/post/9";
    try (var harness = new PostingHarness()) {
      harness.post(uri("1"), post("1", "One"));
      harness.post(uri("2"), with(post("2", "See above"), "quote", uri("1")));
      harness.post(
          uri("3"), with(post("3", "See there"), "quote", "at://did:plc:you/app.bsky.feed.post/9"));
      harness.mastodon.fail(Fault.drop("POST /api/v1/statuses", true));
      harness.post(uri("4"), with(post("4", "See above again"), "quote", uri("1")));

      assertThat(harness.mastodon.texts())
          .containsExactly("One", "See above", "See there\n\n" + link, "See above again");
      List<FakeStatus> statuses = harness.mastodon.present();
      assertThat(statuses.get(1).quoted).isEqualTo(statuses.get(0).id);
      assertThat(statuses.get(2).quoted).isNull();
    }
    try (var harness = new PostingHarness(ServerProfile.GOTOSOCIAL, Map.of())) {
      harness.post(uri("1"), post("1", "One"));
      harness.post(uri("2"), with(post("2", "See above"), "quote", uri("1")));
      FakeStatus first = harness.mastodon.present().get(0);
      assertThat(harness.mastodon.texts().get(1))
          .isEqualTo("See above\n\n" + harness.mastodon.url() + "/@bot/" + first.id);
    }
  }

  @Test
  void anEditedFeedEntryEditsItsStatus() {
    try (var harness = new PostingHarness()) {
      Map<String, Object> entry =
          new HashMap<>(Samples.entry("1", "Tides", "https://example.org/1"));
      harness.post("feed#1", entry);
      entry.put("title", "Tides & moon");
      entry.put("change", "updated");
      harness.post("feed#1", entry);

      assertThat(harness.mastodon.texts()).containsExactly("Tides & moon\n\nhttps://example.org/1");
      assertThat(harness.mastodon.all()).hasSize(1);
    }
  }

  @Test
  void aLostEditIsRepeatedWithoutHarm() {
    try (var harness = new PostingHarness()) {
      harness.post(uri("1"), post("1", "Tides"));
      harness.mastodon.fail(Fault.drop("PUT ", true), Fault.answer("PUT ", false, 503, ""));
      harness.post(uri("1"), post("1", "Tides, edited", "update", "rev-2"));
      harness.mastodon.fail(Fault.drop("DELETE ", true));
      harness.post(uri("1"), null);

      assertThat(harness.mastodon.texts()).isEmpty();
      assertThat(harness.mastodon.all()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>Please wait</html>"})
  void aPageOfAProxyIsNoDeletion(String page) {
    try (var harness = new PostingHarness()) {
      harness.post(uri("1"), post("1", "Tides"));
      harness.mastodon.fail(Fault.answer("DELETE ", page.isEmpty(), 200, page));
      harness.post(uri("1"), null);

      assertThat(harness.mastodon.texts()).isEmpty();
      assertThat(harness.mastodon.count("DELETE ")).isEqualTo(page.isEmpty() ? 1 : 2);
    }
  }

  @Test
  void aFieldOfAnotherRecordIsNoOperation() {
    try (var harness =
        new PostingHarness(
            Map.of("status.template", "${operation} of ${file}", "record.identity", "key"))) {
      harness.post("a", Map.of("operation", "delete", "file", "x", "change", "updated"));
      assertThat(harness.mastodon.texts()).containsExactly("delete of x");
    }
  }

  @Test
  void otherRecordsAreNewEachTimeUnlessTheirKeyIsTheirIdentity() {
    Map<String, String> template = Map.of("status.template", "${sensor}: ${value}");
    try (var harness = new PostingHarness(template)) {
      harness.post("kitchen", Map.of("sensor", "Kitchen", "value", 21));
      harness.post("kitchen", Map.of("sensor", "Kitchen", "value", 22));
      assertThat(harness.mastodon.texts()).containsExactly("Kitchen: 21", "Kitchen: 22");
    }
    try (var harness =
        new PostingHarness(
            Map.of("status.template", "${sensor}: ${value}", "record.identity", "key"))) {
      harness.post("kitchen", Map.of("sensor", "Kitchen", "value", 21));
      harness.post("kitchen", Map.of("sensor", "Kitchen", "value", 22));
      assertThat(harness.mastodon.texts()).containsExactly("Kitchen: 22");
    }
  }
}
