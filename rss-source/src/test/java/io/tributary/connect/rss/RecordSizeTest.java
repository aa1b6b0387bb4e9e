package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.common.RecordSize;
import io.tributary.connect.common.TimestampFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** What is small enough by its size can be sent, by what a real converter makes of it. */
class RecordSizeTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  /** What the default of {@code entry.max.bytes} leaves of a producer's largest request. */
  private static final int SCHEMA = 1_048_576 - 1_000_000 - 1_000;

  @Property(tries = 200)
  void isNoLessThanWhatAConverterMakesOfATranscript(
      @ForAll("segments") List<RssTranscript.Segment> segments, @ForAll String text) {
    hasABound(transcript(new RssTranscript(writable(text), segments)));
  }

  @Property(tries = 100)
  void isNoLessThanWhatAConverterMakesOfAnEntry(
      @ForAll("words") List<String> tags, @ForAll("words") List<String> titles)
      throws RssParseException {
    String items =
        "<item><guid>1</guid><title>%s</title>%s</item>"
            .formatted(
                String.join(" ", titles),
                String.join("", tags.stream().map("<category>%s</category>"::formatted).toList()));
    hasABound(entry(items));
  }

  @Test
  void countsWhatIsBetweenTheWords() throws RssParseException {
    hasABound(
        transcript(
            RssTranscript.of(
                IntStream.range(0, 17_000)
                    .mapToObj(
                        i -> new RssTranscript.Segment(i * 400L, i * 400L + 400, null, "word"))
                    .toList())));
    hasABound(
        entry(
            IntStream.range(0, 160_000)
                .mapToObj("<category>%x</category>"::formatted)
                .reduce(
                    new StringBuilder("<item><guid>1</guid>"), StringBuilder::append, (a, b) -> a)
                .append("</item>")
                .toString()));
  }

  @Provide
  Arbitrary<List<RssTranscript.Segment>> segments() {
    Arbitrary<Long> times = Arbitraries.longs().greaterOrEqual(0);
    Arbitrary<String> words = Arbitraries.strings().map(RecordSizeTest::writable);
    return Combinators.combine(times, times.injectNull(0.5), words.injectNull(0.5), words)
        .as(RssTranscript.Segment::new)
        .list()
        .ofMaxSize(50);
  }

  @Provide
  Arbitrary<List<String>> words() {
    return Arbitraries.strings()
        .withCharRange('0', 'z')
        .withChars('"', '\\', '\t', '\u00e9', '\u6f6e')
        .excludeChars('<', '&', '>')
        .list();
  }

  /** Half a surrogate pair cannot be written at all. */
  private static String writable(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private static void hasABound(SourceRecord record) {
    long bytes = written(record, false);
    assertThat(RecordSize.exceeds(record, bytes - 1)).as("at least %d", bytes).isTrue();
    assertThat(RecordSize.exceeds(record, bytes + bytes / 10 + 500))
        .as("about %d", bytes)
        .isFalse();
    assertThat(written(record, true) - bytes).as("its schema").isLessThan(SCHEMA);
  }

  private static long written(SourceRecord record, boolean schemas) {
    try (var converter = new JsonConverter()) {
      converter.configure(Map.of("schemas.enable", String.valueOf(schemas)), false);
      long bytes = converter.fromConnectData("t", record.keySchema(), record.key()).length;
      bytes += converter.fromConnectData("t", record.valueSchema(), record.value()).length;
      for (Header header : record.headers()) {
        bytes += header.key().length();
        bytes += converter.fromConnectData("t", header.schema(), header.value()).length;
      }
      return bytes;
    }
  }

  private static SourceRecord transcript(RssTranscript transcript) {
    var waiting =
        new RssWaiting("1", null, "https://trains.example/1", null, "u", "text/vtt", null, NOW, 0);
    return new RssTranscriptMapper("t").map(state(), waiting, transcript, true);
  }

  private static SourceRecord entry(String items) throws RssParseException {
    String document = "<rss><channel><title>T</title>%s</channel></rss>".formatted(items);
    RssFeed feed = RssParser.parse(document.getBytes(StandardCharsets.UTF_8), "utf-8", Fixture.URL);
    List<RssEntry> entries = new ArrayList<>(feed.entries());
    return new RssMapper("t", TimestampFormat.CONNECT, Integer.MAX_VALUE)
        .map(state(), feed, entries.get(0), false, NOW.plus(Duration.ofMillis(1)));
  }

  private static RssFeedState state() {
    return new RssFeedState(FeedAddress.parse("https://trains.example/feed"), RssOffset.START, NOW);
  }
}
