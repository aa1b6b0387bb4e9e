package io.tributary.connect.mastodon;

import static io.tributary.connect.mastodon.Samples.post;
import static io.tributary.connect.mastodon.Samples.uri;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.common.CapturedLog;
import io.tributary.connect.mastodon.FaultyServer.Fault;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who refuses a record, and whether it is the record's fault. */
class RefusalTest {
  private static final String STATUSES = "POST /api/v1/statuses";

  @ParameterizedTest
  @ValueSource(ints = {400, 405, 414, 418, 451})
  void whatAProxyRefusesIsNotTheRecordsFault(int status) {
    try (var harness = new PostingHarness()) {
      Fault page = Fault.answer(STATUSES, false, status, "<html>no</html>");
      harness.mastodon.fail(page, page);
      harness.post(uri("1"), post("1", "Tides"));

      assertThat(harness.mastodon.texts()).containsExactly("Tides");
      assertThat(harness.reporter.records).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 413, 422})
  void whatTheApiRefusesIs(int status) {
    try (var harness = new PostingHarness()) {
      harness.mastodon.fail(Fault.answer(STATUSES, false, status, "{\"error\": \"no\"}"));
      harness.post(uri("1"), post("1", "Tides"));

      assertThat(harness.mastodon.texts()).isEmpty();
      assertThat(harness.reporter.records).hasSize(1);
    }
  }

  @Test
  void aRecordThatTheServerFailsOverIsNamedAndGivenUpOnlyIfAskedTo() {
    Fault broken = Fault.answer(STATUSES, false, 500, "");
    Fault[] often = new Fault[80];
    Arrays.fill(often, broken);
    try (var captured = new CapturedLog();
        var harness = new PostingHarness(Map.of("retry.give.up.ms", "3600000"))) {
      harness.mastodon.fail(often);
      harness.post(uri("1"), post("1", "Tides"));

      assertThat(harness.reporter.reasons)
          .singleElement()
          .asString()
          .contains("posts-0@0", "retry.give.up.ms");
      assertThat(harness.mastodon.count(STATUSES)).isBetween(60L, 70L);
      assertThat(captured.lines())
          .anyMatch(line -> line.startsWith("WARN") && line.contains("posts-0@0"));
    }
    try (var harness = new PostingHarness()) {
      harness.mastodon.fail(often);
      harness.post(uri("1"), post("1", "Tides"));

      assertThat(harness.mastodon.texts()).containsExactly("Tides");
      assertThat(harness.reporter.records).isEmpty();
    }
  }

  @Test
  void whatWasPostedAfterAllIsNotGivenUp() {
    try (var harness = new PostingHarness(Map.of("retry.give.up.ms", "1000"))) {
      harness.mastodon.fail(Fault.answer(STATUSES, true, 500, ""));
      harness.put(harness.record(uri("1"), post("1", "Tides")));
      harness.clock.advance(Duration.ofHours(2));
      harness.finish();

      assertThat(harness.mastodon.texts()).containsExactly("Tides");
      assertThat(harness.reporter.records).isEmpty();
    }
  }

  @Test
  void charactersThatNobodySeesAreNotSent() {
    try (var harness = new PostingHarness(Map.of("status.template", "${text}"))) {
      harness.post("k", Map.of("text", "a\u0000b\u0007c\r\nd\te\rf"));

      assertThat(harness.mastodon.texts()).containsExactly("abc\nd\te\nf");
    }
  }
}
