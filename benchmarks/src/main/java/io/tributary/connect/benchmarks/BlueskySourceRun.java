package io.tributary.connect.benchmarks;

import io.tributary.connect.bluesky.BlueskySourceTask;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.kafka.connect.source.SourceRecord;

/** The source's task as a worker polls it, up to its records. */
final class BlueskySourceRun {
  private final String url;

  BlueskySourceRun(String url) {
    this.url = url;
  }

  /** Polls until so many records have come, and throws them away. */
  Leg poll(long events) throws InterruptedException {
    return poll(events, count -> {});
  }

  /**
   * Does the same.
   *
   * @param progress is told the number so far after each poll that brought records
   */
  Leg poll(long events, LongConsumer progress) throws InterruptedException {
    Map<String, String> properties = new HashMap<>();
    properties.put("endpoints", url);
    properties.put("topic", "posts");
    properties.put("start.from", "earliest");
    properties.put("compress", "none");
    var task = new BlueskySourceTask();
    try (var context = new SourceContext(properties)) {
      task.initialize(context);
      var stopwatch = new Stopwatch(Machine::cpuNanos);
      stopwatch.start();
      task.start(properties);
      long count = 0;
      while (count < events) {
        List<SourceRecord> records = task.poll();
        if (records != null) {
          count += records.size();
          progress.accept(count);
        }
      }
      stopwatch.stop();
      task.stop();
      if (count != events) {
        throw new IllegalStateException("%,d records of %,d events".formatted(count, events));
      }
      return stopwatch.leg(count);
    }
  }
}
