package io.tributary.connect.sqlite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** Makes the file agree with a change of the connector's offsets by REST. */
final class SqliteOffsetChange {
  private SqliteOffsetChange() {}

  /**
   * Sets the next offset of each partition, or forgets it where that is null.
   *
   * @throws ConnectException if the file is not here: the request may have reached another worker
   */
  static void apply(SqliteSinkConfig config, Map<TopicPartition, @Nullable Long> offsets) {
    if (!config.exactlyOnce()) {
      // Kafka's own offsets are all there are.
      return;
    }
    Path file = config.database();
    if (!Files.isRegularFile(file)) {
      throw new ConnectException(
          """
          The offsets of this connector are kept in %s (property %s), which does not exist on this \
          worker, the leader of its cluster. Send the request while the worker that has the file \
          is the leader. If the file was deleted to start over, create an empty one in its place \
          and repeat the request"""
              .formatted(file, SqliteSinkConfig.DATABASE));
    }
    try (SqliteDatabase database = SqliteDatabase.open(file, config.busyTimeout())) {
      var stored = new SqliteStoredOffsets(database, config.offsetsId());
      database.begin(true);
      stored.begun();
      if (offsets.isEmpty()) {
        // A reset lists the partitions that Kafka has offsets of. None yet, if the worker was
        // killed before it committed any; the file can know more.
        stored.removeAll();
      }
      for (Map.Entry<TopicPartition, @Nullable Long> offset : offsets.entrySet()) {
        stored.replace(offset.getKey(), offset.getValue());
      }
      database.commit();
    } catch (SQLException e) {
      throw new ConnectException(
          "Cannot change the offsets in %s: %s".formatted(file, SqliteFailure.advice(e)), e);
    }
  }
}
