package io.tributary.connect.sqlite;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.jspecify.annotations.Nullable;

/** Notes what the task asks of its worker. */
final class FakeSinkTaskContext implements SinkTaskContext {
  final Map<TopicPartition, Long> sought = new HashMap<>();
  long timeout = -1;
  private final @Nullable ErrantRecordReporter reporter;

  /**
   * @param reporter null if the worker tolerates no errors
   */
  FakeSinkTaskContext(@Nullable ErrantRecordReporter reporter) {
    this.reporter = reporter;
  }

  @Override
  public Map<String, String> configs() {
    return Map.of();
  }

  @Override
  public void offset(Map<TopicPartition, Long> offsets) {
    sought.putAll(offsets);
  }

  @Override
  public void offset(TopicPartition partition, long offset) {
    sought.put(partition, offset);
  }

  @Override
  public void timeout(long milliseconds) {
    timeout = milliseconds;
  }

  @Override
  public Set<TopicPartition> assignment() {
    return Set.of();
  }

  @Override
  public void pause(TopicPartition... partitions) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void resume(TopicPartition... partitions) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void requestCommit() {
    throw new UnsupportedOperationException();
  }

  @Override
  public @Nullable ErrantRecordReporter errantRecordReporter() {
    return reporter;
  }

  @Override
  public PluginMetrics pluginMetrics() {
    throw new UnsupportedOperationException();
  }
}
