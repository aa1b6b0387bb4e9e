package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/** Runs one task in this JVM as a worker would, with offsets that a test stores. */
final class TaskHarness implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private final BlueskySourceTask task;

  private TaskHarness(BlueskySourceTask task) {
    this.task = task;
  }

  /** What suits a test: nothing that waits, no compression, and from the start. */
  static Map<String, String> config(String... endpoints) {
    Map<String, String> config = new HashMap<>();
    config.put("endpoints", String.join(",", endpoints));
    config.put("topic", "posts");
    config.put("start.from", "earliest");
    config.put("compress", "none");
    config.put("linger.ms", "0");
    config.put("reconnect.backoff.ms", "20");
    config.put("reconnect.backoff.max.ms", "100");
    config.put("connect.timeout.ms", "5000");
    return config;
  }

  static TaskHarness start(Map<String, String> config, StoredOffsets offsets) {
    return start(config, offsets, Clock.systemUTC());
  }

  static TaskHarness start(Map<String, String> config, StoredOffsets offsets, Clock clock) {
    var task = new BlueskySourceTask(clock, () -> 0.5);
    task.initialize(
        new SourceTaskContext() {
          @Override
          public Map<String, String> configs() {
            return config;
          }

          @Override
          public OffsetStorageReader offsetStorageReader() {
            return offsets;
          }

          @Override
          public PluginMetrics pluginMetrics() {
            // As workers before 4.1 have it.
            throw new NoSuchMethodError();
          }
        });
    task.start(config);
    return new TaskHarness(task);
  }

  @Nullable List<SourceRecord> poll() throws InterruptedException {
    return task.poll();
  }

  /** Polls until at least so many records have come. */
  List<SourceRecord> await(int count) throws InterruptedException {
    List<SourceRecord> records = new ArrayList<>();
    pollUntil(() -> records.size() >= count, records);
    return records;
  }

  /** Polls until the condition holds; returns all records. */
  List<SourceRecord> until(BooleanSupplier condition) throws InterruptedException {
    List<SourceRecord> records = new ArrayList<>();
    pollUntil(condition, records);
    return records;
  }

  /** Polls until the condition holds and then until a poll brings nothing; returns all records. */
  List<SourceRecord> drain(BooleanSupplier condition) throws InterruptedException {
    List<SourceRecord> records = new ArrayList<>();
    pollUntil(condition, records);
    for (List<SourceRecord> more = poll(); more != null; more = poll()) {
      records.addAll(more);
    }
    return records;
  }

  private void pollUntil(BooleanSupplier condition, List<SourceRecord> records)
      throws InterruptedException {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime())
          .as("time is up with %d records", records.size())
          .isLessThan(end);
      List<SourceRecord> more = poll();
      if (more != null) {
        assertThat(more).isNotEmpty();
        records.addAll(more);
      }
    }
  }

  BlueskyMetrics metrics() {
    return task.metrics();
  }

  /** The keys of posts with these numbers. */
  static List<String> keys(long first, long last) {
    return LongStream.rangeClosed(first, last).mapToObj(seq -> "key" + seq).toList();
  }

  /** The last part of each key. */
  static List<String> keys(List<SourceRecord> records) {
    return records.stream()
        .map(record -> (String) record.key())
        .map(key -> key.substring(key.lastIndexOf('/') + 1))
        .toList();
  }

  void stop() {
    task.stop();
  }

  @Override
  public void close() {
    task.stop();
  }
}
