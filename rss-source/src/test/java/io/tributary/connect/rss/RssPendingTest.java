package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.common.MutableClock;
import io.tributary.connect.common.TimestampFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class RssPendingTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @Test
  void emitsTheEntriesAroundOneThatCannotBeMapped() throws RssParseException {
    var feed = new RssFeedState(FeedAddress.parse("https://f.example/"), RssOffset.START, NOW);
    RssFeed read = Fixture.parseText(Fixture.feed("3", "2", "1"));
    List<RssEntry> entries = new ArrayList<>(read.entries());
    entries.set(1, broken(entries.get(1)));
    RssFeed document = read.with(entries);
    RssMemory.Reading reading = RssMemory.EMPTY.read(document.fingerprints(), true);
    var pending = new RssPending(feed, document, reading, RssPollState.NONE, NOW);
    var metrics = new RssMetrics();

    try (var log = new CapturedLog()) {
      List<SourceRecord> records = next(pending, metrics, 10);

      assertThat(records)
          .extracting(SourceRecord::key)
          .containsExactly("https://f.example/#1", "https://f.example/#3");
      assertThat(log.about("https://f.example/"))
          .hasSize(1)
          .first()
          .asString()
          .startsWith("WARN")
          .contains("cannot be mapped")
          .contains("left out: 2");
    }
    assertThat(pending.isDone()).isTrue();
    assertThat(feed.offset.memory().size()).as("it is not tried for ever").isEqualTo(3);
    assertThat(failedEntries(metrics)).isEqualTo(1);
  }

  @Test
  void goesOnWhereItStopped() throws RssParseException {
    var feed = new RssFeedState(FeedAddress.parse("https://f.example/"), RssOffset.START, NOW);
    RssFeed document = Fixture.parseText(Fixture.feed("3", "2", "1"));
    RssMemory.Reading reading = RssMemory.EMPTY.read(document.fingerprints(), true);
    var pending = new RssPending(feed, document, reading, RssPollState.NONE, NOW);

    assertThat(next(pending, new RssMetrics(), 2)).hasSize(2);
    assertThat(pending.isDone()).isFalse();
    assertThat(pending.isBlocked()).isFalse();
    assertThat(next(pending, new RssMetrics(), 2))
        .extracting(SourceRecord::key)
        .containsExactly("https://f.example/#3");
    assertThat(pending.isDone()).isTrue();
  }

  private static List<SourceRecord> next(RssPending pending, RssMetrics metrics, int most) {
    var config = new RssSourceConfig(Map.of("feeds", "https://f.example/", "topic", "t"));
    var timing = new RssTiming(Duration.ofMinutes(1), Duration.ofHours(1), () -> 0.5);
    var transcripts = new RssTranscripts(config, new RssSchedule(1), timing, new MutableClock());
    var mapper = new RssMapper("t", TimestampFormat.ISO8601, config.entryMaxBytes());
    return pending.next(mapper, transcripts, metrics, most);
  }

  private static long failedEntries(RssMetrics metrics) {
    return metrics.all().stream()
        .filter(metric -> metric.name().equals("entries-failed-total"))
        .mapToLong(metric -> metric.value().getAsLong())
        .sum();
  }

  /** The same entry, whose tags cannot be read. */
  private static RssEntry broken(RssEntry entry) {
    List<String> tags =
        new AbstractList<>() {
          @Override
          public String get(int index) {
            throw new IllegalStateException("no tag");
          }

          @Override
          public int size() {
            return 1;
          }
        };
    return new RssEntry(
        entry.ids(),
        entry.fingerprint(),
        entry.baseUrl(),
        entry.url(),
        entry.title(),
        entry.summary(),
        entry.content(),
        entry.author(),
        entry.published(),
        entry.updated(),
        entry.language(),
        tags,
        entry.links(),
        entry.imageUrl(),
        entry.enclosures(),
        entry.durationSeconds(),
        entry.episode());
  }
}
