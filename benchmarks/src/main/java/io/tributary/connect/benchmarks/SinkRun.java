package io.tributary.connect.benchmarks;

import io.tributary.connect.sqlite.SqliteSinkTask;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/** The sink's task, called as a worker calls it. */
final class SinkRun implements SqliteRun {
  private static final long COMMIT_INTERVAL_NANOS = Duration.ofSeconds(5).toNanos();

  private final SqliteSinkTask task = new SqliteSinkTask();
  private final WorkerContext context;
  private final PostRecords source;
  private List<SinkRecord> records = List.of();
  private long lastCommit = System.nanoTime();
  private long confirmed;

  SinkRun(SqliteWorkload workload, Path file, boolean twoSchemas) {
    Map<String, String> properties = new HashMap<>(workload.sinkProperties());
    properties.put("name", "benchmark");
    properties.put("topics", PostRecords.PARTITION.topic());
    properties.put("database", file.toString());
    source = new PostRecords(twoSchemas);
    context = new WorkerContext(PostRecords.PARTITION, properties);
    task.initialize(context);
    task.start(properties);
    task.open(Set.of(PostRecords.PARTITION));
  }

  @Override
  public void prepare(List<Post> rows) {
    records = source.of(rows);
  }

  @Override
  public void write() {
    task.put(records);
    if (context.takeCommitRequest() || System.nanoTime() - lastCommit > COMMIT_INTERVAL_NANOS) {
      commit();
    }
  }

  /** The worker may forget only what preCommit returns, so nothing else counts. */
  @Override
  public long confirm() {
    commit();
    return confirmed;
  }

  @Override
  public void close() {
    task.close(Set.of(PostRecords.PARTITION));
    task.stop();
    context.close();
  }

  private void commit() {
    Map<TopicPartition, OffsetAndMetadata> safe =
        task.preCommit(Map.of(PostRecords.PARTITION, new OffsetAndMetadata(source.nextOffset())));
    OffsetAndMetadata offset = safe.get(PostRecords.PARTITION);
    if (offset != null) {
      confirmed = offset.offset();
    }
    lastCommit = System.nanoTime();
  }
}
