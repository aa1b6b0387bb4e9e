package io.tributary.connect.mastodon;

import static io.tributary.connect.mastodon.Samples.post;
import static io.tributary.connect.mastodon.Samples.uri;
import static io.tributary.connect.mastodon.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.connect.common.CapturedLog;
import io.tributary.connect.mastodon.FaultyServer.Fault;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The access token goes to the server, and nowhere else. */
class TokenTest {
  private static final String STATUSES = "POST /api/v1/statuses";

  @Test
  void isInNoLogLineMetricStateOrOffset() {
    List<String> shown = new ArrayList<>();
    try (var captured = new CapturedLog();
        var harness = new PostingHarness(Map.of("http.private.addresses", "allow"))) {
      harness.mastodon.fail(
          Fault.drop(STATUSES, true),
          Fault.answer(STATUSES, false, 500, ""),
          Fault.answer(STATUSES, false, 422, "{\"error\": \"no\"}"));
      harness.post(uri("1"), with(post("1", "Tides"), "media", picture(harness)));
      harness.post(uri("2"), post("2", "Refused"));
      harness.post(uri("2"), post("2", "Refused, edited", "update", "rev-2"));
      harness.metrics.all().forEach(metric -> shown.add(metric.toString() + metric.name()));
      shown.addAll(harness.state.read().keySet());
      shown.addAll(harness.state.read().values());
      shown.addAll(harness.reporter.reasons);
      harness
          .posting()
          .commit(Map.of(PostingHarness.PARTITION, new OffsetAndMetadata(3)))
          .values()
          .forEach(offset -> shown.add(offset.metadata()));
      harness.posting().close();
      shown.addAll(captured.lines());
    }
    assertThat(shown).hasSizeGreaterThan(15).noneMatch(line -> line.contains(FakeMastodon.TOKEN));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 307, 401, 403, 404, 422, 500})
  void isInNoException(int status) {
    try (var elsewhere = new FakeMastodon(ServerProfile.MASTODON, Clock.systemUTC());
        var harness =
            new PostingHarness(Map.of("retry.give.up.ms", "1")).withoutDeadLetterQueue()) {
      String body = status < 400 ? elsewhere.url() : "{\"error\": \"no\"}";
      Fault fault = Fault.answer(STATUSES, false, status, body);
      harness.mastodon.fail(fault, fault, fault);
      SinkRecord record = harness.record(uri("1"), post("1", "Tides"));
      var trace = new StringWriter();
      try {
        harness.deliver(record);
      } catch (RuntimeException e) {
        e.printStackTrace(new PrintWriter(trace));
      }

      assertThat(trace.toString()).contains("Exception").doesNotContain(FakeMastodon.TOKEN);
      assertThat(elsewhere.requests).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /api/v1/accounts/verify",
        "GET /api/v2/instance",
        "POST /api/v2/media",
        "POST /api/v1/statuses",
        "GET /api/v1/accounts/42/statuses",
        "PUT ",
        "DELETE "
      })
  void goesToNoOtherHost(String request) {
    try (var elsewhere = new FakeMastodon(ServerProfile.MASTODON, Clock.systemUTC());
        var harness = new PostingHarness(Map.of("http.private.addresses", "allow"))) {
      if (request.startsWith("GET /api/v1/accounts/42")) {
        harness.mastodon.fail(Fault.drop(STATUSES, true));
      }
      harness.mastodon.fail(Fault.answer(request, false, 307, elsewhere.url()));
      List<Object> picture = picture(harness);
      SinkRecord[] records = {
        harness.record(uri("1"), with(post("1", "Tides"), "media", picture)),
        harness.record(uri("1"), post("1", "Tides, edited", "update", "rev-2")),
        harness.record(uri("1"), null)
      };

      assertThatThrownBy(() -> harness.deliver(records))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("instance.url");
      assertThat(elsewhere.requests).isEmpty();
    }
  }

  private static List<Object> picture(PostingHarness harness) {
    String url = harness.mastodon.url() + "/pictures/1";
    return List.of(Map.of("url", url, "alt", "", "mime_type", "image/png"));
  }
}
