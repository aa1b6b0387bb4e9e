package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RssInterpreterTest {
  private final RssInterpreter interpreter = new RssInterpreter();

  @Test
  void parsesTheSameBytesOnlyOnce() {
    var first = (RssArrival.Read) interpreter.feed(document(Fixture.feed("1")), RssValidators.NONE);
    RssValidators known = first.answer().validators();

    assertThat(known.etag()).isEqualTo("\"e\"");
    assertThat(interpreter.feed(document(Fixture.feed("1")), known))
        .isInstanceOf(RssArrival.Unchanged.class);
    assertThat(interpreter.feed(document(Fixture.feed("2")), known))
        .isInstanceOf(RssArrival.Read.class);
  }

  @Test
  void keepsTheHashWhenTheServerSaysThatNothingChanged() {
    var known = new RssValidators("\"e\"", "lately", "5f");
    var unchanged =
        (RssArrival.Unchanged)
            interpreter.feed(
                new RssFetch.NotModified(answer(new RssValidators(null, "now", null))), known);

    assertThat(unchanged.answer().validators()).isEqualTo(new RssValidators("\"e\"", "now", "5f"));
  }

  @Test
  void saysWhyADocumentIsNoFeed() {
    var failed = (RssArrival.Failed) interpreter.feed(document("<html>"), RssValidators.NONE);

    assertThat(failed.failure().reason()).isEqualTo("an HTML page, not a feed");
  }

  private static RssFetch document(String body) {
    return new RssFetch.Document(
        body.getBytes(StandardCharsets.UTF_8),
        null,
        null,
        answer(new RssValidators("\"e\"", null, null)));
  }

  private static RssAnswer answer(RssValidators validators) {
    return new RssAnswer(Fixture.URL, List.of(), validators, null);
  }
}
