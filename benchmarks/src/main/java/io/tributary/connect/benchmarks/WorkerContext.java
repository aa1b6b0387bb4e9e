package io.tributary.connect.benchmarks;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.jspecify.annotations.Nullable;

/**
 * The worker as a sink task sees it: one topic-partition that starts empty, no dead letter queue.
 */
final class WorkerContext implements SinkTaskContext, AutoCloseable {
  private final TopicPartition partition;
  private final Map<String, String> properties;
  private final Metrics metrics = new Metrics();
  private boolean commitRequested;
  private boolean paused;
  private long timeoutMillis;

  WorkerContext(TopicPartition partition, Map<String, String> properties) {
    this.partition = partition;
    this.properties = Map.copyOf(properties);
  }

  /** Says whether the task has asked for a commit since this was last called. */
  boolean takeCommitRequest() {
    boolean requested = commitRequested;
    commitRequested = false;
    return requested;
  }

  boolean isPaused() {
    return paused;
  }

  /** Returns how long the task wants to wait at most, as it said last. */
  long timeoutMillis() {
    return timeoutMillis;
  }

  @Override
  public Map<String, String> configs() {
    return properties;
  }

  @Override
  public void offset(Map<TopicPartition, Long> offsets) {
    offsets.forEach(this::offset);
  }

  @Override
  public void offset(TopicPartition sought, long offset) {
    if (!sought.equals(partition) || offset != 0) {
      throw new IllegalStateException(
          "%s is to start at %d, but the file is new".formatted(sought, offset));
    }
  }

  @Override
  public void timeout(long milliseconds) {
    timeoutMillis = milliseconds;
  }

  @Override
  public Set<TopicPartition> assignment() {
    return Set.of(partition);
  }

  @Override
  public void pause(TopicPartition... partitions) {
    paused = true;
  }

  @Override
  public void resume(TopicPartition... partitions) {
    paused = false;
  }

  @Override
  public void requestCommit() {
    commitRequested = true;
  }

  @Override
  public @Nullable ErrantRecordReporter errantRecordReporter() {
    return null;
  }

  @Override
  public PluginMetrics pluginMetrics() {
    return new PluginMetricsImpl(metrics, Map.of());
  }

  @Override
  public void close() {
    metrics.close();
  }
}
