package io.tributary.connect.mastodon;

import static io.tributary.connect.mastodon.Samples.post;
import static io.tributary.connect.mastodon.Samples.uri;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts of a length that nobody has thought of: no stack overflows, and none takes minutes. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LongTextTest {
  private static final int LONG = 100_000;
  private static final StatusLength LENGTH = new StatusLength(23);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "word ",
        " ",
        ".",
        "x.",
        "a-",
        "@",
        "@a",
        "@a@b",
        "(",
        "[",
        "()",
        "(a)",
        "日",
        "a👋",
        "👨‍👩‍👧‍👦",
        "https://",
        "https://a",
        "https://example.org/a. ",
        "https://example.org/a(b)c"
      })
  void whateverIsRepeatedIsCountedAndSplit(String unit) {
    for (String start : List.of("", "https://example.org/")) {
      String text = start + unit.repeat(LONG / unit.length());

      assertThat(LENGTH.of(text)).isPositive();
      assertThat(StatusText.fingerprint(text, "", true)).isNotEmpty();
      assertThat(Mentions.STRICT.neutralise(text)).isNotEmpty();
      assertThat(new StatusSplitter(LENGTH).split(text, 500, 3, false))
          .hasSizeLessThanOrEqualTo(3)
          .allSatisfy(piece -> assertThat(LENGTH.of(piece)).isLessThanOrEqualTo(500));
      assertThat(LENGTH.of(new StatusSplitter(LENGTH).truncate(text, 500)))
          .isLessThanOrEqualTo(500);
    }
  }

  @Test
  void aLongUrlIsOneUrl() {
    assertThat(LENGTH.of("https://example.org/" + "x".repeat(LONG))).isEqualTo(23);
    assertThat(LENGTH.of("https://example.org/?x=" + "x".repeat(LONG))).isEqualTo(23);
  }

  @Test
  void aWordThatDoesNotFitIsCutWithoutCountingItAgainAndAgain() {
    String word = "日本".repeat(20_000);

    List<String> pieces = new StatusSplitter(LENGTH).split(word, 5_000, 100, false);

    assertThat(pieces).hasSize(8);
    assertThat(String.join("", pieces)).isEqualTo(word);
  }

  @Test
  void aRecordWithALongUrlIsPosted() {
    String url = "https://example.org/" + "path/".repeat(2_000) + "x";
    try (var harness = new PostingHarness()) {
      harness.post(uri("1"), post("1", "See " + url));

      assertThat(harness.mastodon.texts()).containsExactly("See " + url);
    }
  }

  @Test
  void aValueThatIsNestedTooDeeplyIsRefusedAndItsNeighboursArePosted() {
    List<Object> nested = new ArrayList<>();
    for (int i = 0; i < LONG; i++) {
      nested = new ArrayList<>(List.of(nested));
    }
    for (String dryRun : List.of("false", "true")) {
      try (var harness =
          new PostingHarness(Map.of("status.template", "${text}", "dry.run", dryRun))) {
        harness.post("a", Map.of("text", nested));
        harness.post("b", Map.of("text", "Tides"));

        assertThat(harness.reporter.offsets()).containsExactly(0L);
        assertThat(harness.committable()).isEqualTo(2);
      }
    }
  }

  @Test
  void planningEndsWithTheTurn() {
    try (var harness = new PostingHarness()) {
      harness.state.step = () -> harness.clock.advance(Duration.ofSeconds(1));
      harness.put(
          harness.record(uri("1"), post("1", "One")),
          harness.record(uri("2"), post("2", "Two")),
          harness.record(uri("3"), post("3", "Three")),
          harness.record(uri("4"), post("4", "Four")));

      assertThat(harness.state.read()).hasSize(3);

      harness.finish();
      assertThat(harness.mastodon.texts()).containsExactly("One", "Two", "Three", "Four");
    }
  }
}
