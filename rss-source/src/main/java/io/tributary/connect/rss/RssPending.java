package io.tributary.connect.rss;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The new entries of one document, of which some may be emitted already. */
final class RssPending {
  private static final Logger log = LoggerFactory.getLogger(RssPending.class);
  private static final long WORK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final RssFeedState feed;
  private final @Nullable String feedTitle;
  private final List<RssEntry> entries;
  private final RssMemory.Reading reading;
  private final RssValidators validators;
  private final Instant fetched;
  private int emitted;

  RssPending(
      RssFeedState feed,
      @Nullable String feedTitle,
      List<RssEntry> entries,
      RssMemory.Reading reading,
      RssValidators validators,
      Instant fetched) {
    this.feed = feed;
    this.feedTitle = feedTitle;
    this.entries = entries;
    this.reading = reading;
    this.validators = validators;
    this.fetched = fetched;
  }

  RssFeedState feed() {
    return feed;
  }

  boolean isDone() {
    return emitted == reading.fresh().size();
  }

  /**
   * Maps the next entries, no more than half a second can do: a task is stopped between polls. The
   * offset of each covers the entries up to it. Only the last carries the document's validators:
   * with them on an earlier one, a crash in between and a 304 after it would lose the rest.
   */
  List<SourceRecord> next(RssMapper mapper, int most) {
    List<SourceRecord> records = new ArrayList<>();
    long start = System.nanoTime();
    while (!isDone() && records.size() < most && System.nanoTime() - start < WORK_NANOS) {
      RssEntry entry = entries.get(reading.fresh().get(emitted));
      emitted++;
      feed.offset =
          new RssOffset(isDone() ? validators : feed.offset.validators(), reading.after(emitted));
      try {
        SourceRecord record =
            mapper.map(feed.address.name(), feedTitle, entry, fetched, feed.offset.toMap());
        if (mapper.isTooLarge(record)) {
          log.warn(
              "Feed {} has an entry of more than {}, which is left out: {}",
              feed.address,
              RssSourceConfig.ENTRY_MAX_BYTES,
              shortened(entry.id()));
        } else {
          records.add(record);
        }
      } catch (RuntimeException e) {
        log.warn("Feed {}: left out entry {}, which cannot be mapped", feed.address, entry.id(), e);
      }
    }
    return records;
  }

  private static String shortened(String id) {
    return id.length() > 200 ? id.substring(0, 200) + "..." : id;
  }
}
