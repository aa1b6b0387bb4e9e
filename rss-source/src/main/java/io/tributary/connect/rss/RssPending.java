package io.tributary.connect.rss;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The new and changed entries of one document, of which some may be emitted already. */
final class RssPending {
  private static final Logger log = LoggerFactory.getLogger(RssPending.class);

  /** How long one poll maps at most: a task is stopped between polls. */
  static final long WORK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final RssFeedState feed;
  private final RssFeed document;
  private final RssMemory.Reading reading;
  private final RssPollState after;
  private final Instant fetched;
  private int emitted;
  private boolean blocked;

  RssPending(
      RssFeedState feed,
      RssFeed document,
      RssMemory.Reading reading,
      RssPollState after,
      Instant fetched) {
    this.feed = feed;
    this.document = document;
    this.reading = reading;
    this.after = after;
    this.fetched = fetched;
  }

  RssFeedState feed() {
    return feed;
  }

  boolean isDone() {
    return emitted == reading.found().size();
  }

  /** Whether a transcript has to be waited for before there is more. */
  boolean isBlocked() {
    return blocked;
  }

  /**
   * Maps the next entries, no more than half a second can do. The offset of each covers the entries
   * up to it. Only the last says that the document was read: said by an earlier one, a crash in
   * between and a 304 after it would lose the rest.
   */
  List<SourceRecord> next(
      RssMapper mapper, RssTranscripts transcripts, RssMetrics metrics, int most) {
    List<SourceRecord> records = new ArrayList<>();
    long start = System.nanoTime();
    blocked = false;
    while (!isDone() && records.size() < most && System.nanoTime() - start < WORK_NANOS) {
      RssMemory.Find find = reading.found().get(emitted);
      RssEntry entry = document.entries().get(find.position());
      if (!find.update() && !admitted(transcripts, entry)) {
        blocked = true;
        return records;
      }
      emitted++;
      feed.offset =
          feed.offset.with(isDone() ? after : feed.offset.poll()).with(reading.after(emitted));
      try {
        SourceRecord record = mapper.map(feed, document, entry, find.update(), fetched);
        if (!mapper.isTooLarge(record)) {
          records.add(record);
          metrics.mapped();
          continue;
        }
        log.warn(
            "Feed {} has an entry of more than {}, which is left out: {}",
            feed.address,
            RssSourceConfig.ENTRY_MAX_BYTES,
            shortened(entry.id()));
      } catch (RuntimeException e) {
        log.warn(
            "Feed {} has an entry that cannot be mapped, which is left out: {}",
            feed.address,
            shortened(entry.id()),
            e);
      }
      if (!find.update()) {
        transcripts.dismiss(feed, entry);
      }
      metrics.failed(1);
    }
    return records;
  }

  private boolean admitted(RssTranscripts transcripts, RssEntry entry) {
    try {
      return transcripts.admit(feed, entry);
    } catch (RuntimeException e) {
      log.warn(
          "Feed {} has an entry whose transcript is left out: {}",
          feed.address,
          shortened(entry.id()),
          e);
      return true;
    }
  }

  /** What the log shows of an id. */
  static String shortened(String id) {
    return id.length() > 200 ? id.substring(0, 200) + "..." : id;
  }
}
