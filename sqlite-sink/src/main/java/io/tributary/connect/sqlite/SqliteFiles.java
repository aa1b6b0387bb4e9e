package io.tributary.connect.sqlite;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of a task: one, or one for each topic that it is assigned. */
final class SqliteFiles implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SqliteFiles.class);

  private final SqliteSinkConfig config;
  private final Function<Path, SqliteDatabase> opener;
  private final Clock clock;
  private final @Nullable ErrantRecordReporter reporter;
  private final Map<Path, SqliteFileWriter> writers = new LinkedHashMap<>();
  private final Map<String, SqliteFileWriter> byTopic = new HashMap<>();

  /**
   * @param opener opens a database
   * @param reporter null if the worker tolerates no errors
   */
  SqliteFiles(
      SqliteSinkConfig config,
      Function<Path, SqliteDatabase> opener,
      Clock clock,
      @Nullable ErrantRecordReporter reporter) {
    this.config = config;
    this.opener = opener;
    this.clock = clock;
    this.reporter = reporter;
  }

  /** Returns the file of a topic, and opens it first if need be. */
  SqliteFileWriter of(String topic) {
    SqliteFileWriter known = byTopic.get(topic);
    if (known == null) {
      known = open(config.database().of(topic));
      byTopic.put(topic, known);
    }
    return known;
  }

  Collection<SqliteFileWriter> all() {
    return writers.values();
  }

  /** Opens the file if it is known before any topic is. */
  void openEarly() {
    if (!config.database().perTopic()) {
      open(config.database().path());
    }
  }

  /** Closes the files of other topics. */
  void keepOnly(Set<String> topics) {
    byTopic.keySet().retainAll(topics);
    if (config.database().perTopic()) {
      Set<Path> used =
          topics.stream().map(topic -> config.database().of(topic)).collect(Collectors.toSet());
      writers.entrySet().stream()
          .filter(entry -> !used.contains(entry.getKey()))
          .forEach(entry -> entry.getValue().close());
      writers.keySet().retainAll(used);
      shareMemory();
    }
  }

  @Override
  public void close() {
    writers.values().forEach(SqliteFileWriter::close);
    writers.clear();
    byTopic.clear();
  }

  private SqliteFileWriter open(Path path) {
    SqliteFileWriter known = writers.get(path);
    if (known != null) {
      return known;
    }
    SqliteFileWriter writer = SqliteFileWriter.on(opener.apply(path), config, clock, reporter);
    writers.put(path, writer);
    shareMemory();
    log.info(
        "Writing to {} with insert.mode={} and pk.mode={}",
        path,
        config.getString(SqliteSinkConfig.INSERT_MODE),
        config.getString(SqliteSinkConfig.PK_MODE));
    return writer;
  }

  private void shareMemory() {
    writers.values().forEach(writer -> writer.shareMemory(writers.size()));
  }
}
