package io.tributary.connect.mastodon;

import static io.tributary.connect.mastodon.Samples.post;
import static io.tributary.connect.mastodon.Samples.uri;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.common.CapturedLog;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DryRunTest {
  @Test
  void showsWhatItWouldDoAndAsksNobody() {
    try (var captured = new CapturedLog();
        var harness = new PostingHarness(Map.of("dry.run", "true", "access.token", ""))) {
      harness.state.step =
          () -> {
            throw new AssertionError("A dry run writes no state");
          };
      harness.post(uri("1"), post("1", "Tides"));
      harness.post(uri("1"), post("1", "Tides, edited", "update", "rev-2"));
      harness.post(uri("1"), null);
      harness.post(uri("2"), Map.of("neither", "nor"));

      assertThat(captured.lines())
          .contains(
              "INFO Would post %s (unlisted, en, 0 media):".formatted(uri("1")),
              "Tides",
              "INFO Would edit %s (unlisted, en, 0 media):".formatted(uri("1")),
              "Tides, edited",
              "INFO Would delete " + uri("1"));
      assertThat(harness.reporter.offsets()).containsExactly(3L);
      assertThat(harness.mastodon.requests).isEmpty();
      assertThat(harness.committable()).isEqualTo(4);
    }
  }

  @Test
  void needsNoServerThatIsThere() {
    try (var captured = new CapturedLog();
        var harness =
            new PostingHarness(
                Map.of(
                    "dry.run", "true",
                    "access.token", "",
                    "instance.url", "https://nowhere.invalid",
                    "state.topic", "state",
                    "state.kafka.bootstrap.servers", "nowhere.invalid:9092"))) {
      harness.post(uri("1"), post("1", "Tides"));

      assertThat(captured.lines()).contains("Tides").noneMatch(line -> line.startsWith("WARN"));
      assertThat(harness.committable()).isEqualTo(1);
    }
  }

  @Test
  void saysWhatIsTooOldToBePosted() {
    try (var captured = new CapturedLog();
        var harness = new PostingHarness(Map.of("dry.run", "true", "access.token", ""))) {
      harness.clock.advance(Duration.ofDays(2));
      harness.post(uri("1"), post("1", "Tides"));

      assertThat(captured.lines())
          .anyMatch(line -> line.startsWith("INFO Would post") && line.contains("max.age.ms"));
    }
  }
}
