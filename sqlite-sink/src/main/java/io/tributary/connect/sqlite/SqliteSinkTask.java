package io.tributary.connect.sqlite;

import io.tributary.connect.common.TributaryVersion;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.jspecify.annotations.Nullable;

/** The task's life cycle; the writer does the work. */
public final class SqliteSinkTask extends SinkTask {
  private static final long RETRY_AFTER_MS = 1_000;

  private @Nullable SqliteWriter writer;

  @Override
  public String version() {
    return TributaryVersion.current();
  }

  @Override
  public void start(Map<String, String> properties) {
    // Some workers start a task twice in a row.
    stop();
    writer = SqliteWriter.start(new SqliteSinkConfig(properties), context.errantRecordReporter());
  }

  @Override
  public void open(Collection<TopicPartition> partitions) {
    context.offset(writer().open(partitions));
  }

  @Override
  public void put(Collection<SinkRecord> records) {
    try {
      writer().put(records);
      // The worker calls again by then, with records or without.
      writer().dueIn().ifPresent(wait -> context.timeout(Math.max(1, wait.toMillis())));
    } catch (RetriableException e) {
      context.timeout(RETRY_AFTER_MS);
      throw e;
    }
  }

  @Override
  public Map<TopicPartition, OffsetAndMetadata> preCommit(
      Map<TopicPartition, OffsetAndMetadata> consumed) {
    return writer().commit(consumed);
  }

  @Override
  public void close(Collection<TopicPartition> partitions) {
    writer().close(partitions);
  }

  @Override
  public void stop() {
    if (writer != null) {
      writer.close();
      writer = null;
    }
  }

  private SqliteWriter writer() {
    if (writer == null) {
      throw new ConnectException("The task has not been started");
    }
    return writer;
  }
}
