package io.tributary.connect.solr;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Does to a task what a worker does. */
final class TaskHarness implements AutoCloseable {
  static final String TOPIC = "t";
  static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
  static final Duration DEADLINE = Duration.ofSeconds(60);

  final FakeReporter reporter = new FakeReporter();
  final FakeSinkTaskContext context;
  private final SolrSinkTask task = new SolrSinkTask();
  private long end;

  private TaskHarness(String url, Map<String, String> overrides, boolean tolerant) {
    Map<String, String> properties = new HashMap<>();
    properties.put("name", "sink");
    properties.put("topics", TOPIC);
    properties.put("solr.url", url);
    properties.put("linger.ms", "20");
    properties.put("retry.backoff.max.ms", "500");
    properties.putAll(overrides);
    context = new FakeSinkTaskContext(tolerant ? reporter : null);
    task.initialize(context);
    task.start(properties);
    task.open(List.of(PARTITION));
  }

  /** Starts a task that is assigned t-0, on a worker with a dead letter queue. */
  static TaskHarness start(String url, Map<String, String> overrides) {
    return new TaskHarness(url, overrides, true);
  }

  /** Starts a task on a worker that tolerates no errors. */
  static TaskHarness intolerant(String url, Map<String, String> overrides) {
    return new TaskHarness(url, overrides, false);
  }

  /** Starts a task that is assigned nothing yet. */
  static TaskHarness idle(String url, Map<String, String> overrides) {
    TaskHarness harness = start(url, overrides);
    harness.task.close(List.of(PARTITION));
    return harness;
  }

  /** Assigns t-0 from an offset on. */
  void open(long offset) {
    end = offset;
    task.open(List.of(PARTITION));
  }

  /** Takes t-0 away and returns the offset that the worker commits at that moment. */
  long revoke() {
    long safe = safe();
    task.close(List.of(PARTITION));
    return safe;
  }

  void put(SinkRecord... records) {
    put(List.of(records));
  }

  void put(Collection<SinkRecord> records) {
    task.put(new ArrayList<>(records));
    records.forEach(record -> end = Math.max(end, record.kafkaOffset() + 1));
  }

  /** Returns what may be committed of t-0. */
  long safe() {
    OffsetAndMetadata safe =
        task.preCommit(Map.of(PARTITION, new OffsetAndMetadata(end))).get(PARTITION);
    return safe == null ? -1 : safe.offset();
  }

  /** Puts nothing, as a worker does again and again, until all that was put is settled. */
  void awaitSettled() {
    Awaitility.await()
        .atMost(DEADLINE)
        .until(
            () -> {
              task.put(List.of());
              return safe() == end;
            });
  }

  /** Puts nothing for a while, after which something is still not settled, and nothing failed. */
  void assertWaiting() {
    Awaitility.await()
        .atMost(DEADLINE)
        .during(Duration.ofSeconds(2))
        .until(
            () -> {
              task.put(List.of());
              return safe() < end;
            });
  }

  /** Puts nothing until the task fails with all that in its message. */
  void awaitFailure(Class<? extends Exception> type, String... expected) {
    Awaitility.await()
        .atMost(DEADLINE)
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> task.put(List.of()))
                    .isInstanceOf(type)
                    .hasMessageContainingAll(expected));
  }

  @Override
  public void close() {
    task.stop();
  }

  static SinkRecord record(long offset, @Nullable Object key, @Nullable Object value) {
    Schema schema = value instanceof Struct struct ? struct.schema() : null;
    Schema keySchema = key instanceof Struct struct ? struct.schema() : null;
    return new SinkRecord(TOPIC, 0, keySchema, key, schema, value, offset);
  }

  /** A map that may hold nulls: name, value, name, value. */
  static Map<String, @Nullable Object> map(@Nullable Object... namesAndValues) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return map;
  }
}
