package io.tributary.connect.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/** Compares the tables of a file with what simulated topics should have made of them. */
final class SimulatedTables {
  /** Notes of each transaction whether its commit waits for the disk. */
  static final String[] SPY = {
    "create table commits (synchronous integer)",
    """
    create trigger inserted after insert on _tributary_offsets begin
      insert into commits select synchronous from pragma_synchronous;
    end
    """,
    """
    create trigger updated after update on _tributary_offsets begin
      insert into commits select synchronous from pragma_synchronous;
    end
    """
  };

  private static final double STEP = 0.05;
  private static final List<String> NAMES = List.of("a", "b");

  private final SimulatedTopics topics;

  SimulatedTables(SimulatedTopics topics) {
    this.topics = topics;
  }

  /** Asserts that all is written, that Kafka knows, and that all bad records are reported. */
  void assertComplete(Path file, Map<TopicPartition, Long> group, List<SinkRecord> reported) {
    assertHold(file, topics.ends());
    assertThat(places(reported)).as("reported").isEqualTo(topics.bad(topics.ends()));
    for (TopicPartition partition : SimulatedTopics.PARTITIONS) {
      long next = group.getOrDefault(partition, 0L);
      // Going through what does not reach the task again does no harm.
      while (next < topics.end(partition) && topics.record(partition, next) == null) {
        next++;
      }
      assertThat(next).as("what Kafka remembers of %s", partition).isEqualTo(topics.end(partition));
    }
  }

  /**
   * Returns what a power failure leaves of a file.
   *
   * @param lost which share of what may be lost, at most: a commit that has waited for the disk is
   *     there, and what came before it
   */
  FileImage afterPowerFailure(FileImage image, double lost, Path folder) {
    String synced = syncedCommits(image, folder);
    FileImage left = image.afterPowerFailure(lost);
    for (double less = lost; !syncedCommits(left, folder).equals(synced); less -= STEP) {
      left = image.afterPowerFailure(Math.max(0, less));
    }
    return left;
  }

  private static String syncedCommits(FileImage image, Path folder) {
    return Sqlite.query(image.restore(folder), "select count(*) from commits where synchronous = 2")
        .get(0);
  }

  private void assertHold(Path file, Map<TopicPartition, Long> ends) {
    for (String name : NAMES) {
      assertThat(rows(file, name)).as("rows at %s", ends).isEqualTo(topics.rows(name, ends));
    }
  }

  /**
   * Asserts that a file holds what its own offsets say, that its search indexes fit its tables, and
   * that bad records were reported before the offsets moved past them.
   */
  void assertSound(Path file, List<SinkRecord> reported) {
    Map<TopicPartition, Long> ends = new HashMap<>();
    if (tables(file).contains("_tributary_offsets")) {
      for (String row :
          Sqlite.query(file, "select topic, partition, next_offset from _tributary_offsets")) {
        String[] cells = row.split("\\|", -1);
        ends.put(
            new TopicPartition(cells[0], Integer.parseInt(cells[1])), Long.parseLong(cells[2]));
      }
    }
    assertHold(file, ends);
    assertThat(Sqlite.query(file, "pragma integrity_check")).containsExactly("ok");
    for (String table : tables(file)) {
      if (table.endsWith("_fts")) {
        Sqlite.execute(
            file, "insert into %1$s(%1$s, rank) values ('integrity-check', 1)".formatted(table));
      }
    }
    assertThat(places(reported)).as("reported at %s", ends).containsAll(topics.bad(ends));
  }

  private static Set<String> places(List<SinkRecord> records) {
    Set<String> places = new TreeSet<>();
    records.forEach(
        record -> places.add(SimulatedTask.partition(record) + "@" + record.originalKafkaOffset()));
    return places;
  }

  private List<String> rows(Path database, String name) {
    Set<String> tables = tables(database);
    if (!tables.contains(name)) {
      return List.of();
    }
    Set<String> columns =
        new TreeSet<>(
            Sqlite.query(database, "select name from pragma_table_info('%s')".formatted(name)));
    List<String> rows =
        new ArrayList<>(Sqlite.query(database, topics.query(name, tables, columns)));
    rows.sort(null);
    return rows;
  }

  private static Set<String> tables(Path database) {
    return new TreeSet<>(
        Sqlite.query(database, "select name from sqlite_schema where type = 'table'"));
  }
}
