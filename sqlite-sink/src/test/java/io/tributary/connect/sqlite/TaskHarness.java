package io.tributary.connect.sqlite;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Does to a task what a worker does, on a real file. */
final class TaskHarness implements AutoCloseable {
  static final String TOPIC = "t";
  static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

  final Path file;
  final FakeReporter reporter = new FakeReporter();
  FakeSinkTaskContext context = new FakeSinkTaskContext(null);
  private final Map<String, String> properties = new HashMap<>();
  private SqliteSinkTask task = new SqliteSinkTask();
  private boolean tolerant;

  private TaskHarness(Path file, Map<String, String> overrides) {
    this.file = file;
    properties.put("name", "sink");
    properties.put("topics", TOPIC);
    properties.put("database", file.toString());
    properties.put("busy.timeout.ms", "50");
    // Every put is a transaction, unless a test is about gathering.
    properties.put("linger.ms", "0");
    properties.putAll(overrides);
  }

  /** Starts a task that is assigned t-0. */
  static TaskHarness start(Path file, Map<String, String> overrides) {
    return create(file, overrides).started();
  }

  static TaskHarness start(Path file) {
    return start(file, Map.of());
  }

  static TaskHarness create(Path file, Map<String, String> overrides) {
    return new TaskHarness(file, overrides);
  }

  /** From now on the worker has a dead letter queue. */
  TaskHarness tolerant() {
    tolerant = true;
    return restart();
  }

  TaskHarness started() {
    startOnly();
    task.open(List.of(PARTITION));
    return this;
  }

  void startOnly() {
    context = new FakeSinkTaskContext(tolerant ? reporter : null);
    task = new SqliteSinkTask();
    task.initialize(context);
    task.start(properties);
  }

  FakeSinkTaskContext context() {
    return context;
  }

  SqliteSinkTask task() {
    return task;
  }

  /** Stops the task and starts another one in its place. */
  TaskHarness restart() {
    task.stop();
    return started();
  }

  void put(SinkRecord... records) {
    task.put(List.of(records));
  }

  /** Puts and says whether the worker is to try again. */
  boolean isRetried(SinkRecord... records) {
    try {
      put(records);
      return false;
    } catch (RetriableException e) {
      return true;
    }
  }

  List<String> query(String sql) {
    return Sqlite.query(file, sql);
  }

  @Override
  public void close() {
    task.stop();
  }

  static SinkRecord record(long offset, @Nullable Object key, @Nullable Object value) {
    return record(TOPIC, 0, offset, key, value);
  }

  static SinkRecord record(
      String topic, int partition, long offset, @Nullable Object key, @Nullable Object value) {
    Schema schema = value instanceof Struct struct ? struct.schema() : null;
    Schema keySchema =
        key instanceof Struct struct
            ? struct.schema()
            : key instanceof String ? Schema.OPTIONAL_STRING_SCHEMA : null;
    return new SinkRecord(topic, partition, keySchema, key, schema, value, offset);
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
