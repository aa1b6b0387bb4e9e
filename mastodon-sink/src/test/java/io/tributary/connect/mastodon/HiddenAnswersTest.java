package io.tributary.connect.mastodon;

import static io.tributary.connect.mastodon.Samples.post;
import static io.tributary.connect.mastodon.Samples.uri;
import static io.tributary.connect.mastodon.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.mastodon.FaultyServer.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Something before the server puts pages of its own in the place of the server's 404. */
class HiddenAnswersTest {
  private static final String PAGE = "<html>Not found</html>";

  @ParameterizedTest
  @ValueSource(strings = {PAGE, "", "{\"message\": \"Not found\"}"})
  void aDeletionOfWhatIsGoneIsDone(String page) {
    try (var harness = new PostingHarness()) {
      harness.mastodon.pageForMissing = page;
      harness.post(uri("1"), post("1", "Tides"));
      harness.mastodon.deleteByHand(harness.mastodon.present().get(0).id);
      Instant before = harness.clock.instant();
      harness.post(uri("1"), null);

      assertThat(harness.committable()).isEqualTo(2);
      assertThat(Duration.between(before, harness.clock.instant()))
          .isBetween(Duration.ofMinutes(1), Duration.ofMinutes(3));
      assertThat(harness.mastodon.count("GET /api/v1/accounts/verify")).isEqualTo(2);
    }
  }

  @Test
  void whatIsKnownOfAProxyShortensTheNextDeletion() {
    try (var harness = new PostingHarness()) {
      harness.mastodon.pageForMissing = PAGE;
      harness.post(uri("1"), post("1", "Tides"));
      harness.post(uri("2"), post("2", "Moon"));
      harness.mastodon.present().forEach(status -> harness.mastodon.deleteByHand(status.id));
      harness.post(uri("1"), null);
      Instant before = harness.clock.instant();
      harness.post(uri("2"), null);
      assertThat(harness.committable()).isEqualTo(4);
      harness.mastodon.fail(Fault.answer("POST /api/v1/statuses", false, 503, PAGE));
      harness.post(uri("3"), post("3", "Stars"));

      assertThat(harness.mastodon.texts()).containsExactly("Stars");
      assertThat(Duration.between(before, harness.clock.instant()))
          .isLessThan(Duration.ofSeconds(30));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"skip", "repost"})
  void anEditOfWhatIsGoneIsWhatOnMissingSays(String choice) {
    try (var harness = new PostingHarness(Map.of("on.missing", choice))) {
      harness.mastodon.pageForMissing = PAGE;
      harness.post(uri("1"), post("1", "Tides"));
      harness.mastodon.deleteByHand(harness.mastodon.present().get(0).id);
      harness.post(uri("1"), post("1", "Tides, edited", "update", "rev-2"));

      assertThat(harness.mastodon.texts())
          .isEqualTo(choice.equals("skip") ? List.of() : List.of("Tides, edited"));
      assertThat(harness.committable()).isEqualTo(2);
    }
  }

  @Test
  void aReplyWhoseParentIsGoneStandsAloneAndAQuoteBecomesALink() {
    try (var harness = new PostingHarness()) {
      harness.mastodon.pageForMissing = PAGE;
      harness.post(uri("1"), post("1", "Parent"));
      harness.post(uri("2"), post("2", "Quoted"));
      List<FakeStatus> there = harness.mastodon.present();
      there.forEach(status -> harness.mastodon.deleteByHand(status.id));
      harness.post(
          uri("3"), with(with(post("3", "See this"), "reply_parent", uri("1")), "quote", uri("2")));

      assertThat(harness.mastodon.texts())
          .containsExactly(
              "See this\n\n%s/@bot/%s".formatted(harness.mastodon.url(), there.get(1).id));
      assertThat(harness.mastodon.present().get(0).parent).isNull();
      assertThat(harness.reporter.records).isEmpty();
    }
  }

  @Test
  void whatIsThereIsNotTakenForGone() {
    try (var harness = new PostingHarness()) {
      harness.post(uri("1"), post("1", "Tides"));
      harness.mastodon.fail(often(10, "DELETE ", PAGE));
      harness.post(uri("1"), null);

      assertThat(harness.mastodon.texts()).isEmpty();
      assertThat(harness.mastodon.count("DELETE ")).isEqualTo(11);
      assertThat(harness.reporter.records).isEmpty();
    }
  }

  @Test
  void aServerThatDeletesNothingDoesNotBlockTheTask() {
    try (var harness = new PostingHarness()) {
      harness.post(uri("1"), post("1", "Tides"));
      harness.mastodon.fail(often(15, "DELETE ", PAGE));
      harness.post(uri("1"), null);
      harness.post(uri("2"), post("2", "Moon"));

      assertThat(harness.mastodon.texts()).containsExactly("Tides", "Moon");
      assertThat(harness.reporter.reasons).singleElement().asString().contains("not delete");
    }
  }

  /** GoToSocial before 0.18, Pleroma before 2.5. */
  @ParameterizedTest
  @ValueSource(strings = {"{\"error\": \"Not Found: page not found\"}", "404 page not found"})
  void aServerWithoutEditsKeepsTheStatusOrGetsANewOne(String body) {
    try (var harness = new PostingHarness(ServerProfile.GOTOSOCIAL, Map.of())) {
      harness.post(uri("1"), post("1", "Tides"));
      harness.mastodon.fail(often(15, "PUT ", body));
      harness.post(uri("1"), post("1", "Tides, edited", "update", "rev-2"));

      assertThat(harness.mastodon.texts()).containsExactly("Tides");
      assertThat(harness.reporter.reasons).singleElement().asString().contains("on.missing");
    }
    try (var harness =
        new PostingHarness(ServerProfile.GOTOSOCIAL, Map.of("on.missing", "repost"))) {
      harness.post(uri("1"), post("1", "Tides"));
      harness.mastodon.fail(often(body.startsWith("{") ? 1 : 15, "PUT ", body));
      harness.post(uri("1"), post("1", "Tides, edited", "update", "rev-2"));

      assertThat(harness.mastodon.texts()).containsExactly("Tides, edited");
      assertThat(harness.mastodon.made()).isEqualTo(2);
      assertThat(harness.reporter.records).isEmpty();
    }
  }

  private static Fault[] often(int times, String request, String page) {
    Fault[] faults = new Fault[times];
    Arrays.fill(faults, Fault.answer(request, false, 404, page));
    return faults;
  }

  @Test
  void aServerThatStartsIsWaitedFor() {
    try (var harness = new PostingHarness()) {
      harness.mastodon.maxCharacters = 900;
      Fault account = Fault.answer("GET /api/v1/accounts/verify", false, 404, PAGE);
      harness.mastodon.fail(
          account,
          account,
          Fault.answer("GET /api/v2/instance", false, 404, PAGE),
          Fault.answer("GET /api/v1/instance", false, 404, PAGE));
      harness.post(uri("1"), post("1", "x".repeat(800)));

      assertThat(harness.mastodon.texts()).containsExactly("x".repeat(800));
    }
  }

  @Test
  void aServerThatStartsAfterItWasDownIsWaitedFor() {
    try (var harness = new PostingHarness()) {
      String account = "GET /api/v1/accounts/verify";
      SinkRecord record = harness.record(uri("1"), post("1", "Tides"));
      harness.mastodon.fail(Fault.answer(account, false, 503, PAGE));
      harness.put(record);
      harness.clock.advance(Duration.ofMinutes(3));
      harness.mastodon.fail(
          Fault.answer(account, false, 404, PAGE), Fault.answer(account, false, 404, PAGE));
      harness.finish();

      assertThat(harness.mastodon.count(account)).isEqualTo(4);
      assertThat(harness.mastodon.texts()).containsExactly("Tides");
    }
  }

  @Test
  void aServerThatIsNotThereAtAllIsWaitedFor() {
    try (var harness = new PostingHarness()) {
      harness.post(uri("1"), post("1", "Tides"));
      Fault deletion = Fault.answer("DELETE ", false, 404, PAGE);
      Fault[] away = new Fault[20];
      for (int i = 0; i < away.length; i++) {
        // From the seventh try on it is asked who it knows, too.
        away[i] =
            i < 7 || i % 2 == 0 ? deletion : Fault.answer("GET /api/v1/acc", false, 404, PAGE);
      }
      harness.mastodon.fail(away);
      harness.post(uri("1"), null);

      assertThat(harness.mastodon.texts()).isEmpty();
      assertThat(harness.reporter.records).isEmpty();
    }
  }
}
