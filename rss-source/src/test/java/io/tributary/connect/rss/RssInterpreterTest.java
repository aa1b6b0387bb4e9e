package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RssInterpreterTest {
  private final RssInterpreter interpreter = new RssInterpreter();

  @Test
  void parsesTheSameBytesOnlyOnce() {
    var first = (RssArrival.Read) feed(document(Fixture.feed("1")), RssValidators.NONE);
    RssValidators known = first.answer().validators();

    assertThat(known.etag()).isEqualTo("\"e\"");
    assertThat(feed(document(Fixture.feed("1")), known)).isInstanceOf(RssArrival.Unchanged.class);
    assertThat(feed(document(Fixture.feed("2")), known)).isInstanceOf(RssArrival.Read.class);
  }

  @Test
  void keepsTheHashWhenTheServerSaysThatNothingChanged() {
    var known = new RssValidators("\"e\"", "lately", "5f", "0a");
    var unchanged =
        (RssArrival.Unchanged)
            feed(
                new RssFetch.NotModified(answer(new RssValidators(null, "now", null, "0a"))),
                known);

    assertThat(unchanged.answer().validators())
        .isEqualTo(new RssValidators("\"e\"", "now", "5f", "0a"));
  }

  @Test
  void saysWhyADocumentIsNoFeed() {
    var failed = (RssArrival.Failed) feed(document("<html>"), RssValidators.NONE);

    assertThat(failed.failure().reason()).isEqualTo("an HTML page, not a feed");
  }

  @Test
  void survivesDocumentsThatAreMoreThanTheySeem() {
    var entities = new StringBuilder("<!DOCTYPE rss [<!ENTITY e0 'x'>");
    for (int i = 1; i < 19_000; i++) {
      entities.append("<!ENTITY e%d '&e%d;'>".formatted(i, i - 1));
    }
    String nested =
        entities.append("]><rss><channel><title>&e18999;</title></channel></rss>").toString();
    String items = "{\"version\": \"1\", \"items\": [" + "{},".repeat(8_000_000) + "{}]}";
    String cues = "{\"segments\": [" + "[],".repeat(8_000_000) + "1]}";

    for (String document : List.of(nested, items, "{\"a\": ".repeat(1_000_000))) {
      RssArrival.Outcome outcome =
          assertTimeout(Duration.ofSeconds(20), () -> feed(document(document), RssValidators.NONE));
      assertThat(outcome).isInstanceOf(RssArrival.Failed.class);
    }
    assertThat(interpreter.transcript(document(cues), RssTranscriptFormat.JSON))
        .isInstanceOf(RssArrival.Unreadable.class);
  }

  private RssArrival.Outcome feed(RssFetch fetch, RssValidators known) {
    var owner = FeedAddress.parse(Fixture.URL.toString());
    return interpreter.feed(fetch, new RssRequest(owner, owner.url(), true, known, "*/*"));
  }

  private static RssFetch document(String body) {
    return new RssFetch.Document(
        body.getBytes(StandardCharsets.UTF_8),
        null,
        null,
        answer(RssValidators.of(Fixture.URL, "\"e\"", null)));
  }

  private static RssAnswer answer(RssValidators validators) {
    return new RssAnswer(Fixture.URL, List.of(), validators, new RssFreshness(null, Duration.ZERO));
  }
}
