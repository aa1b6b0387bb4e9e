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
    // When to call again without records: the benchmark calls on and on.
  }

  @Override
  public Set<TopicPartition> assignment() {
    return Set.of(partition);
  }

  @Override
  public void pause(TopicPartition... partitions) {
    // The benchmark brings what it has all the same.
  }

  @Override
  public void resume(TopicPartition... partitions) {
    // It never stopped.
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
