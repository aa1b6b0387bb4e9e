package io.tributary.connect.mastodon;

import static io.tributary.connect.mastodon.Samples.post;
import static io.tributary.connect.mastodon.Samples.uri;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.connect.common.CapturedLog;
import io.tributary.connect.mastodon.FaultyServer.Fault;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import okhttp3.Headers;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong, and what comes of it. */
class FailureTest {
  private static final String STATUSES = "POST /api/v1/statuses";

  @Test
  void aTokenThatIsNotAcceptedEndsTheTaskAndSaysWhatToDo() {
    try (var harness = new PostingHarness(Map.of("access.token", "wr0ng-t0ken"))) {
      var record = harness.record(uri("1"), post("1", "Tides"));
      assertThatThrownBy(() -> harness.put(record))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("access.token")
          .hasMessageContaining("The access token is invalid")
          .satisfies(e -> assertThat(e.toString()).doesNotContain("wr0ng-t0ken"));
      assertThat(harness.committable()).isZero();
    }
  }

  @Test
  void aMissingScopeEndsTheTaskAndIsNamed() {
    try (var harness = new PostingHarness()) {
      harness.mastodon.fail(
          Fault.answer(STATUSES, false, 403, "{\"error\": \"This action is outside the scopes\"}"));
      var record = harness.record(uri("1"), post("1", "Tides"));
      assertThatThrownBy(() -> harness.put(record))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("write:statuses");
      assertThat(harness.reporter.records).isEmpty();
      assertThat(harness.committable()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(ServerProfile.class)
  void aRefusedRecordReachesTheDeadLetterQueueAndItsNeighboursTheServer(ServerProfile profile) {
    try (var harness = new PostingHarness(profile, Map.of())) {
      harness.mastodon.fail(
          Fault.answer(STATUSES, false, 422, "{\"error\": \"Validation failed: no\"}"));
      harness.put(
          harness.record(uri("1"), post("1", "Refused")),
          harness.record(uri("2"), post("2", "Tides")));
      harness.finish();

      assertThat(harness.mastodon.texts()).containsExactly("Tides");
      assertThat(harness.reporter.offsets()).containsExactly(0L);
      assertThat(harness.reporter.reasons.get(0)).contains("posts-0@0", "Validation failed: no");
      assertThat(harness.committable()).isEqualTo(2);
    }
  }

  @Test
  void withoutADeadLetterQueueTheTaskSaysWhichRecordAndWhatToSet() {
    try (var harness = new PostingHarness().withoutDeadLetterQueue()) {
      var good = harness.record(uri("1"), post("1", "Tides"));
      var bad = harness.record(uri("2"), "no struct");
      assertThatThrownBy(() -> harness.put(good, bad))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("posts-0@1")
          .hasMessageContaining("errors.deadletterqueue.topic.name");
      assertThat(harness.mastodon.texts()).containsExactly("Tides");
      assertThat(harness.committable()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "500; {\"error\": \"no\"}",
        "502; <html>Bad Gateway</html>",
        "503; ''",
        "504; not JSON",
        "408; ''",
        "200; <html>Maintenance</html>"
      })
  void whatThePassageOfTimeMayHealIsTriedAgain(int status, String body) {
    try (var harness = new PostingHarness()) {
      harness.mastodon.fail(
          Fault.answer("GET /api/v1/accounts/verify", false, status, body),
          Fault.answer("GET /api/v2/instance", false, status, body),
          Fault.answer(STATUSES, false, status, body),
          Fault.answer(STATUSES, false, status, body));
      harness.post(uri("1"), post("1", "Tides"));

      assertThat(harness.mastodon.texts()).containsExactly("Tides");
      assertThat(harness.reporter.records).isEmpty();
    }
  }

  @Test
  void everyTryWaitsTwiceAsLongAlthoughTheServerAnswersToOtherRequests() {
    try (var harness = new PostingHarness(Map.of("retry.backoff.max.ms", "5000"))) {
      Fault down = Fault.answer(STATUSES, false, 503, "");
      harness.mastodon.fail(down, down, down, down);
      harness.put(harness.record(uri("1"), post("1", "Tides")));
      for (int seconds : List.of(1, 2, 4, 5)) {
        assertThat(harness.posting().dueIn()).hasValue(Duration.ofSeconds(seconds));
        harness.clock.advance(Duration.ofSeconds(seconds));
        harness.put();
      }
      assertThat(harness.mastodon.texts()).containsExactly("Tides");
    }
  }

  @Test
  void aServerWithoutTrustedTlsIsWaitedFor() throws Exception {
    try (var plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var harness =
            new PostingHarness(
                Map.of("instance.url", "https://127.0.0.1:" + plain.getLocalPort()))) {
      var server = new Thread(() -> answerInPlainText(plain));
      server.start();
      harness.put(harness.record(uri("1"), post("1", "Tides")));
      server.join();
      assertThat(harness.posting().dueIn()).hasValue(Duration.ofSeconds(1));
      assertThat(harness.committable()).isZero();
    }
  }

  private static void answerInPlainText(ServerSocket server) {
    try (Socket client = server.accept()) {
      client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
      client.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // The client has gone, as it should.
    }
  }

  @Test
  void aServerThatDoesNotAnswerIsWaitedFor() throws IOException {
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var harness =
            new PostingHarness(
                Map.of(
                    "http.timeout.ms",
                    "200",
                    "instance.url",
                    "http://127.0.0.1:" + silent.getLocalPort()))) {
      harness.put(harness.record(uri("1"), post("1", "Tides")));
      assertThat(harness.posting().dueIn()).hasValue(Duration.ofSeconds(10));
      assertThat(harness.committable()).isZero();
    }
  }

  @Test
  void aServerThatIsDownIsWaitedFor() {
    try (var harness = new PostingHarness(Map.of("instance.url", "http://127.0.0.1:1"))) {
      harness.put(harness.record(uri("1"), post("1", "Tides")));
      assertThat(harness.posting().dueIn()).hasValue(Duration.ofSeconds(1));
      harness.clock.advance(Duration.ofSeconds(1));
      harness.put();
      assertThat(harness.posting().dueIn()).hasValue(Duration.ofSeconds(2));
      assertThat(harness.committable()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308})
  void aRedirectIsRefusedAndTheTokenStaysWhereItIs(int status) {
    try (var harness = new PostingHarness();
        var elsewhere = new FakeMastodon(ServerProfile.MASTODON, harness.clock)) {
      harness.mastodon.fail(
          Fault.answer(STATUSES, false, status, elsewhere.url() + "/api/v1/statuses"));
      var record = harness.record(uri("1"), post("1", "Tides"));
      assertThatThrownBy(() -> harness.put(record))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("instance.url");
      assertThat(elsewhere.requests).isEmpty();
    }
  }

  @Test
  void aSpentLimitIsWaitedForWithoutASingleRequest() {
    try (var harness = new PostingHarness()) {
      harness.mastodon.allow(1, Duration.ofHours(2));
      harness.put(
          harness.record(uri("1"), post("1", "Tides")),
          harness.record(uri("2"), post("2", "Moon")));

      assertThat(harness.mastodon.texts()).containsExactly("Tides");
      assertThat(harness.mastodon.count(STATUSES)).isEqualTo(1);
      assertThat(harness.posting().dueIn().orElseThrow())
          .isBetween(Duration.ofMinutes(119), Duration.ofMinutes(121));
      assertThat(harness.committable()).isEqualTo(1);
      harness.finish();
      assertThat(harness.mastodon.texts()).containsExactly("Tides", "Moon");
      assertThat(harness.mastodon.count(STATUSES)).isEqualTo(2);
    }
  }

  @Test
  void aLimitThatComesAsASurpriseIsWaitedFor() {
    try (var harness = new PostingHarness()) {
      harness.mastodon.allow(0, Duration.ofMinutes(30));
      harness.put(harness.record(uri("1"), post("1", "Tides")));

      assertThat(harness.mastodon.texts()).isEmpty();
      assertThat(harness.posting().dueIn().orElseThrow())
          .isBetween(Duration.ofMinutes(29), Duration.ofMinutes(31));
      harness.finish();
      assertThat(harness.mastodon.texts()).containsExactly("Tides");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /api/v1/accounts/verify", "POST", "PUT", "DELETE"})
  void everyKindOfRequestMayBeLimited(String request) {
    try (var harness = new PostingHarness()) {
      harness.mastodon.fail(
          Fault.answer(request, false, 429, "{\"error\": \"Too many requests\"}"));
      harness.put(
          harness.record(uri("1"), post("1", "Tides")),
          harness.record(uri("1"), post("1", "Tides, edited", "update", "rev-2")),
          harness.record(uri("1"), null));
      assertThat(harness.posting().dueIn().orElseThrow())
          .isBetween(Duration.ofMinutes(5), Duration.ofMinutes(6));
      harness.finish();

      assertThat(harness.mastodon.all()).hasSize(1);
      assertThat(harness.mastodon.all().get(0).edits).isEqualTo(1);
      assertThat(harness.mastodon.texts()).isEmpty();
      assertThat(harness.metric("limited-total")).isEqualTo(1);
    }
  }

  @Test
  void mastodonsLimitHoldsWhereAProxyHidesIt() {
    try (var harness = new PostingHarness()) {
      harness.mastodon.tellsLimits = false;
      for (int i = 0; i < 300; i++) {
        harness.put(harness.record(uri("p" + i), post("p" + i, "Post " + i)));
      }
      harness.put(harness.record(uri("last"), post("last", "Tides")));
      assertThat(harness.mastodon.texts()).hasSize(300);
      assertThat(harness.posting().dueIn()).hasValue(Duration.ofHours(3));
      harness.finish();
      assertThat(harness.mastodon.texts()).hasSize(301);
    }
  }

  @Test
  void aHigherLimitIsFoundAfterARestart() {
    try (var harness = new PostingHarness()) {
      harness.mastodon.allow(1_000, Duration.ofHours(3));
      for (int i = 0; i < 301; i++) {
        harness.put(harness.record(uri("p" + i), post("p" + i, "Post " + i)));
      }
      harness.kill();
      harness.put(harness.record(uri("last"), post("last", "Tides")));
      assertThat(harness.mastodon.texts()).hasSize(302);
    }
  }

  @Test
  void maxPerHourHoldsAcrossARestart() {
    try (var harness = new PostingHarness(Map.of("max.per.hour", "2"))) {
      harness.post(uri("1"), post("1", "One"));
      harness.clock.advance(Duration.ofMinutes(10));
      harness.post(uri("2"), post("2", "Two"));
      harness.kill();
      harness.put(harness.record(uri("3"), post("3", "Three")));

      assertThat(harness.mastodon.texts()).containsExactly("One", "Two");
      assertThat(harness.posting().dueIn()).hasValue(Duration.ofMinutes(50));
      harness.finish();
      assertThat(harness.mastodon.texts()).containsExactly("One", "Two", "Three");
    }
  }

  @Test
  void limitsAreReadAgainAfterAnHour() {
    try (var harness = new PostingHarness()) {
      harness.post(uri("1"), post("1", "Tides"));
      harness.mastodon.maxCharacters = 900;
      harness.clock.advance(Duration.ofMinutes(61));
      harness.post(uri("2"), post("2", "x".repeat(800)));
      assertThat(harness.mastodon.texts()).containsExactly("Tides", "x".repeat(800));
    }
  }

  @Test
  void whatBecameOfTheRecordsIsCounted() {
    try (var harness = new PostingHarness()) {
      harness.mastodon.fail(
          Fault.drop(STATUSES, true), Fault.answer(STATUSES, false, 422, "{\"error\": \"no\"}"));
      harness.post(uri("1"), post("1", "Tides"));
      harness.post(uri("2"), post("2", "Refused"));
      harness.post(uri("1"), post("1", "Tides, edited", "update", "rev-2"));
      harness.post(uri("1"), null);
      harness.post(uri("3"), null);
      harness.clock.advance(Duration.ofDays(2));
      harness.post(uri("4"), post("4", "Old"));
      harness.replay();

      assertThat(harness.metric("posted-total")).isEqualTo(1);
      assertThat(harness.metric("edited-total")).isEqualTo(1);
      assertThat(harness.metric("deleted-total")).isEqualTo(1);
      assertThat(harness.metric("refused-total")).isEqualTo(1);
      assertThat(harness.metric("too-old-total")).isEqualTo(3);
      assertThat(harness.metric("missing-total")).isEqualTo(2);
      assertThat(harness.metric("unchanged-total")).isEqualTo(3);
      assertThat(harness.metric("failures-total")).isEqualTo(1);
      assertThat(harness.metric("waiting")).isZero();
    }
  }

  @Test
  void withoutAStateTopicOneWarningSaysWhatThatMeans() {
    try (var captured = new CapturedLog();
        var harness = new PostingHarness()) {
      harness.startAsATaskWould();
      assertThat(captured.lines())
          .filteredOn(line -> line.startsWith("WARN"))
          .singleElement()
          .asString()
          .contains("state.topic", "duplicates");
    }
  }

  @Test
  void anOldRecordIsNotPosted() {
    try (var harness = new PostingHarness()) {
      harness.clock.advance(Duration.ofDays(2));
      harness.post(uri("1"), post("1", "Tides"));

      assertThat(harness.mastodon.texts()).isEmpty();
      assertThat(harness.committable()).isEqualTo(1);
    }
  }

  @Test
  void theTokenIsInNoLogLine() {
    try (var captured = new CapturedLog();
        var harness = new PostingHarness()) {
      harness.mastodon.fail(Fault.drop(STATUSES, true), Fault.answer(STATUSES, false, 500, ""));
      harness.post(uri("1"), post("1", "Tides"));
      assertThat(captured.lines())
          .isNotEmpty()
          .noneMatch(line -> line.contains(FakeMastodon.TOKEN));
    }
  }

  @Test
  void retryAfterAndResetAreReadInEveryForm() {
    Instant now = Instant.parse("2026-11-21T12:00:00Z");
    assertThat(retryAt(now, "Retry-After", "60")).isEqualTo(now.plusSeconds(61));
    assertThat(retryAt(now, "Retry-After", "Sat, 21 Nov 2026 12:02:00 GMT"))
        .isEqualTo(now.plusSeconds(121));
    assertThat(retryAt(now, "X-RateLimit-Reset", "2026-11-21T12:05:00.123456Z"))
        .isBetween(now.plusSeconds(301), now.plusSeconds(302));
    assertThat(retryAt(now, "X-RateLimit-Reset", "soon")).isEqualTo(now.plusSeconds(300));
    assertThat(retryAt(now, "X-RateLimit-Reset", "2036-11-21T12:05:00Z"))
        .isEqualTo(now.plus(Duration.ofHours(4)).plusSeconds(1));
    // The server's clock is ten minutes ahead.
    assertThat(
            RateBudget.retryAt(
                Headers.of(
                    "Date", "Sat, 21 Nov 2026 12:10:00 GMT",
                    "X-RateLimit-Reset", "2026-11-21T12:15:00Z"),
                now))
        .isEqualTo(now.plusSeconds(301));
  }

  private static Instant retryAt(Instant now, String name, String value) {
    return RateBudget.retryAt(Headers.of(List.of(name, value).toArray(new String[0])), now);
  }
}
