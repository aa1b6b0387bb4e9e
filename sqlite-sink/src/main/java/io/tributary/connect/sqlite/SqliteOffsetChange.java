package io.tributary.connect.sqlite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** Makes the files agree with a change of the connector's offsets by REST. */
final class SqliteOffsetChange {
  private SqliteOffsetChange() {}

  private interface Change {
    void on(SqliteStoredOffsets stored) throws SQLException;
  }

  /**
   * Sets the next offset of each partition, or forgets it where that is null.
   *
   * @throws ConnectException if a file is not here: the request may have reached another worker
   */
  static void apply(SqliteSinkConfig config, Map<TopicPartition, @Nullable Long> offsets) {
    if (!config.exactlyOnce()) {
      // Kafka's own offsets are all there are.
      return;
    }
    SqliteFileName database = config.database();
    if (offsets.isEmpty()) {
      // A reset lists the partitions that Kafka has offsets of. None yet, if the worker was killed
      // before it committed any; the files can know more.
      List<Path> files = database.existing();
      if (files.isEmpty()) {
        throw elsewhere(database.path());
      }
      files.forEach(file -> change(config, file, SqliteStoredOffsets::removeAll));
      return;
    }
    Map<Path, Map<TopicPartition, @Nullable Long>> byFile = new TreeMap<>();
    offsets.forEach(
        (id, next) ->
            byFile.computeIfAbsent(database.of(id.topic()), any -> new HashMap<>()).put(id, next));
    for (Path file : byFile.keySet()) {
      // Before anything is changed.
      if (!Files.isRegularFile(file)) {
        throw elsewhere(file);
      }
    }
    byFile.forEach(
        (file, some) ->
            change(
                config,
                file,
                stored -> {
                  for (Map.Entry<TopicPartition, @Nullable Long> offset : some.entrySet()) {
                    stored.replace(offset.getKey(), offset.getValue());
                  }
                }));
  }

  private static void change(SqliteSinkConfig config, Path file, Change change) {
    try (SqliteDatabase database = SqliteDatabase.open(file, config.busyTimeout())) {
      var stored = new SqliteStoredOffsets(database, config.offsetsId());
      database.begin(true);
      stored.begun();
      change.on(stored);
      database.commit();
    } catch (SQLException e) {
      throw new ConnectException(
          "Cannot change the offsets in %s: %s".formatted(file, SqliteFailure.advice(e)), e);
    }
  }

  private static ConnectException elsewhere(Path file) {
    return new ConnectException(
        """
        The offsets of this connector are kept in %s (property %s), which does not exist on this \
        worker, the leader of its cluster. Send the request while the worker that has the file is \
        the leader. If the file was deleted to start over, create an empty one in its place and \
        repeat the request"""
            .formatted(file, SqliteSinkConfig.DATABASE));
  }
}
