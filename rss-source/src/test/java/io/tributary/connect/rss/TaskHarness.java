package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/** Runs one task in this JVM as a worker would, with offsets that a test stores. */
final class TaskHarness implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final RssSourceTask task;
  private final Map<String, String> config;
  private final Metrics metrics;

  private TaskHarness(RssSourceTask task, Map<String, String> config, Metrics metrics) {
    this.task = task;
    this.config = config;
    this.metrics = metrics;
  }

  /** Starts the task again, as some workers do. */
  void restart() {
    task.start(config);
  }

  /** The value of a metric of the task. */
  long metric(String name) {
    return metrics.metrics().values().stream()
        .filter(metric -> metric.metricName().name().equals(name))
        .map(metric -> (Long) metric.metricValue())
        .findFirst()
        .orElseThrow();
  }

  static Map<String, String> config(String... feeds) {
    Map<String, String> config = new HashMap<>();
    config.put("feeds", String.join(",", feeds));
    config.put("topic", "entries");
    config.put("poll.interval.ms", "60000");
    config.put("http.timeout.ms", "5000");
    // Where the servers of the tests are.
    config.put("http.private.addresses", "allow");
    return config;
  }

  static TaskHarness start(Map<String, String> config, StoredOffsets offsets, Clock clock) {
    return start(config, offsets, clock, Duration.ofMillis(250));
  }

  /** Starts a task whose polls wait so long for something to return. */
  static TaskHarness start(
      Map<String, String> config, StoredOffsets offsets, Clock clock, Duration wait) {
    var registry = new Metrics();
    var metrics = new PluginMetricsImpl(registry, Map.of());
    var task = new RssSourceTask(clock, () -> 0.5, wait);
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
            return metrics;
          }
        });
    task.start(config);
    return new TaskHarness(task, config, registry);
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

  static List<String> ids(List<SourceRecord> records) {
    return records.stream().map(TaskHarness::id).toList();
  }

  static String id(SourceRecord record) {
    String key = (String) record.key();
    return key.substring(key.lastIndexOf('#') + 1);
  }

  void stop() {
    task.stop();
  }

  @Override
  public void close() {
    task.stop();
    metrics.close();
  }
}
