package io.tributary.connect.sqlite;

import io.tributary.connect.common.TributaryVersion;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The task's life cycle. There is no preCommit() here: between two put() calls everything that was
 * delivered is in the file, so the offsets that the worker proposes are right.
 */
public final class SqliteSinkTask extends SinkTask {
  private static final Logger log = LoggerFactory.getLogger(SqliteSinkTask.class);
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
    var config = new SqliteSinkConfig(properties);
    SqliteDatabase database = SqliteDatabase.open(config.database(), config.busyTimeout());
    writer = new SqliteWriter(config, database, context.errantRecordReporter());
    log.info(
        "Writing to {} with insert.mode={} and pk.mode={}",
        database.file(),
        config.getString(SqliteSinkConfig.INSERT_MODE),
        config.getString(SqliteSinkConfig.PK_MODE));
  }

  @Override
  public void open(Collection<TopicPartition> partitions) {
    context.offset(writer().open(partitions));
  }

  @Override
  public void put(Collection<SinkRecord> records) {
    try {
      writer().write(records);
    } catch (RetriableException e) {
      context.timeout(RETRY_AFTER_MS);
      throw e;
    }
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
