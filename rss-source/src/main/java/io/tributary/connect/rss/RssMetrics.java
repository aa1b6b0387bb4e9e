package io.tributary.connect.rss;

import io.tributary.connect.common.TaskMetric;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.connect.source.SourceRecord;

/** Counts what a task does; any thread may read. */
final class RssMetrics {
  private final LongAdder polls = new LongAdder();
  private final LongAdder notModified = new LongAdder();
  private final LongAdder failedPolls = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder records = new LongAdder();
  private final LongAdder entries = new LongAdder();
  private final LongAdder failedEntries = new LongAdder();
  private final Map<String, String> states = new ConcurrentHashMap<>();
  private volatile int feeds;
  private volatile long lagMs;

  List<TaskMetric> all() {
    return List.of(
        new TaskMetric("feeds", "Feeds of the task", () -> feeds),
        new TaskMetric("feeds-ok", "Feeds whose last poll worked", () -> count("ok")),
        new TaskMetric("feeds-failing", "Feeds whose last poll failed", () -> count("failing")),
        new TaskMetric("feeds-gone", "Feeds that are not polled any more", () -> count("gone")),
        new TaskMetric("polls-total", "Requests for feeds that came to an end", polls::sum),
        new TaskMetric(
            "polls-failed-total", "Those that brought no answer to read", failedPolls::sum),
        new TaskMetric("not-modified-total", "Answers with status 304", notModified::sum),
        new TaskMetric("bytes-total", "Bytes of documents, decompressed", bytes::sum),
        new TaskMetric("records-total", "Records handed to Connect, on all topics", records::sum),
        new TaskMetric("entries-total", "Entries among them, new and updated", entries::sum),
        new TaskMetric(
            "entries-failed-total", "Entries that could not be read", failedEntries::sum),
        new TaskMetric("lag-ms", "How long the most overdue feed has been due", () -> lagMs));
  }

  void feeds(int count) {
    feeds = count;
  }

  void fetched(RssFetch fetch) {
    polls.increment();
    if (fetch instanceof RssFetch.Document document) {
      bytes.add(document.body().length);
    } else if (fetch instanceof RssFetch.NotModified) {
      notModified.increment();
    } else {
      failedPolls.increment();
    }
  }

  void emitted(List<SourceRecord> batch) {
    records.add(batch.size());
  }

  void mapped() {
    entries.increment();
  }

  void failed(int count) {
    failedEntries.add(count);
  }

  void state(String feed, String state) {
    states.put(feed, state);
  }

  void lag(Duration lag) {
    lagMs = lag.toMillis();
  }

  private long count(String state) {
    return states.values().stream().filter(state::equals).count();
  }
}
