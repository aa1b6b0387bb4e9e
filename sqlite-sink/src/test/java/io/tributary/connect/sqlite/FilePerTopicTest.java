package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.PARTITION;
import static io.tributary.connect.sqlite.TaskHarness.map;
import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database for each topic. Rows are inserted, so that a record written twice would show. */
class FilePerTopicTest {
  private static final TopicPartition OTHER = new TopicPartition("u", 0);
  private static final String NEXT = "select topic, next_offset from _tributary_offsets";

  @TempDir Path folder;

  private Path first;
  private Path second;

  @BeforeEach
  void files() {
    first = folder.resolve("t.db");
    second = folder.resolve("u.db");
  }

  @Test
  void rowsAndOffsetsAreInTheFileOfTheirTopic() {
    try (TaskHarness sink = start(Map.of())) {
      sink.put(row("t", 0, "a"), row("u", 5, "x"), row("t", 1, "b"));

      assertThat(keys(first, "t")).containsExactly("a", "b");
      assertThat(keys(second, "u")).containsExactly("x");
      assertThat(Sqlite.query(first, NEXT)).containsExactly("t|2");
      assertThat(Sqlite.query(second, NEXT)).containsExactly("u|6");
      sink.startOnly();
      sink.task().open(List.of(PARTITION, OTHER));
      assertThat(sink.context.sought).isEqualTo(Map.of(PARTITION, 2L, OTHER, 6L));
    }
  }

  @Test
  void thePlaceholderIsTheTopicInKafkaWhateverTransformsMadeOfIt() {
    try (TaskHarness sink = start(Map.of())) {
      SinkRecord record = row("t", 0, "a");
      sink.put(
          record.newRecord(
              "renamed",
              0,
              record.keySchema(),
              record.key(),
              record.valueSchema(),
              record.value(),
              null));

      assertThat(keys(first, "renamed")).containsExactly("a");
      assertThat(folder.resolve("renamed.db")).doesNotExist();
    }
  }

  @Test
  void aLockedFileDoesNotHoldUpTheOthers() throws Exception {
    SinkRecord[] batch = {row("t", 0, "a"), row("u", 0, "x"), row("t", 1, "b")};
    try (TaskHarness sink = start(Map.of())) {
      try (Connection other = Sqlite.connect(first);
          Statement statement = other.createStatement()) {
        statement.execute("begin immediate");
        assertThat(sink.isRetried(batch)).isTrue();
        assertThat(keys(second, "u")).containsExactly("x");
        assertThat(sink.task().preCommit(consumed(0, 0)))
            .as("nothing of the batch counts as consumed yet")
            .isEqualTo(Map.of(OTHER, new OffsetAndMetadata(1)));
        assertThat(sink.isRetried(batch)).isTrue();
        statement.execute("rollback");
      }
      assertThat(sink.isRetried(batch)).isFalse();
      sink.put(row("t", 2, "c"), row("u", 1, "y"));

      assertThat(keys(first, "t")).containsExactly("a", "b", "c");
      assertThat(keys(second, "u")).containsExactly("x", "y");
      assertThat(sink.task().preCommit(consumed(3, 2))).isEqualTo(consumed(3, 2));
    }
  }

  @Test
  void aRebalanceWhileAFileIsLockedDoublesNothing() throws Exception {
    SinkRecord[] batch = {row("t", 0, "a"), row("u", 0, "x")};
    try (TaskHarness sink = start(Map.of())) {
      try (Connection other = Sqlite.connect(first);
          Statement statement = other.createStatement()) {
        statement.execute("begin immediate");
        assertThat(sink.isRetried(batch)).isTrue();
        statement.execute("rollback");
      }
      sink.task().close(List.of(PARTITION, OTHER));
      sink.task().open(List.of(PARTITION, OTHER));
      assertThat(sink.context.sought).containsEntry(OTHER, 1L).doesNotContainKey(PARTITION);
      sink.put(batch);
      sink.put(row("t", 0, "a"), row("u", 1, "y"));

      assertThat(keys(first, "t")).containsExactly("a");
      assertThat(keys(second, "u")).containsExactly("x", "y");
    }
  }

  @Test
  void aBadRecordEndsItsOwnFileOnly() {
    try (TaskHarness sink = start(Map.of())) {
      assertThatThrownBy(
              () ->
                  sink.put(
                      row("t", 0, "a"),
                      record("t", 0, 1, "b", "no fields"),
                      row("u", 0, "x"),
                      row("t", 2, "c")))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("t-0@1");

      assertThat(keys(first, "t")).containsExactly("a");
      assertThat(keys(second, "u")).containsExactly("x");
      assertThat(sink.task().preCommit(consumed(0, 0))).isEqualTo(consumed(1, 1));
    }
  }

  @Test
  void aTaskOfTheSameTopicIsFencedInItsFile() {
    try (TaskHarness old = start(Map.of())) {
      old.put(row("t", 0, "a"), row("u", 0, "x"));
      try (TaskHarness successor = TaskHarness.start(template(), Map.of("insert.mode", "insert"))) {
        successor.put(row("t", 1, "b"));

        assertThatThrownBy(() -> old.put(row("t", 1, "b"))).hasMessageContaining("taken over t-0");
        assertThat(keys(first, "t")).containsExactly("a", "b");
      }
    }
  }

  @Test
  void filesOfLostTopicsAreClosed() throws Exception {
    try (TaskHarness sink = start(Map.of())) {
      sink.put(row("t", 0, "a"), row("u", 0, "x"));
      assertThat(folder.resolve("u.db-wal")).exists();
      sink.task().close(List.of(PARTITION, OTHER));
      sink.task().open(List.of(PARTITION));

      assertThat(folder.resolve("u.db-wal")).as("the last connection removes it").doesNotExist();
      sink.put(row("t", 1, "b"));
      sink.task().open(List.of(OTHER));
      sink.put(row("u", 1, "y"));
      assertThat(keys(second, "u")).containsExactly("x", "y");
    }
  }

  @Test
  void memoryIsSharedByTheFilesOfATask() {
    Sqlite.execute(
        first,
        "create table t (_key text primary key, n integer)",
        "create table seen (cache_size integer)",
        """
        create trigger spy after insert on t begin
          insert into seen select cache_size from pragma_cache_size;
        end
        """);
    try (TaskHarness sink = TaskHarness.start(template(), Map.of("insert.mode", "insert"))) {
      sink.put(row("t", 0, "a"));
      sink.task().open(List.of(OTHER));
      sink.put(row("t", 1, "b"));

      assertThat(Sqlite.query(first, "select * from seen")).containsExactly("-131072", "-65536");
    }
  }

  @Test
  void changedOffsetsGoToTheFileOfTheirTopic() throws Exception {
    try (TaskHarness sink = start(Map.of())) {
      sink.put(row("t", 7, "a"), row("u", 7, "x"));
    }
    var connector = new SqliteSinkConnector();
    Map<String, String> config = Map.of("name", "sink", "database", template().toString());
    connector.alterOffsets(config, Map.of(PARTITION, 3L, OTHER, 4L));
    assertThat(Sqlite.query(first, NEXT)).containsExactly("t|3");
    assertThat(Sqlite.query(second, NEXT)).containsExactly("u|4");

    Map<TopicPartition, Long> reset = new HashMap<>();
    reset.put(OTHER, null);
    connector.alterOffsets(config, reset);
    assertThat(Sqlite.query(second, NEXT)).containsExactly("u|-1");

    Files.delete(second);
    assertThatThrownBy(() -> connector.alterOffsets(config, Map.of(PARTITION, 5L, OTHER, 5L)))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining(second.toString());
    assertThat(Sqlite.query(first, NEXT)).as("all or none").containsExactly("t|3");
    assertThat(second).doesNotExist();

    connector.alterOffsets(config, Map.of());
    assertThat(Sqlite.query(first, NEXT)).containsExactly("t|-1");
    Files.delete(first);
    assertThatThrownBy(() -> connector.alterOffsets(config, Map.of()))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("leader");
  }

  /** A task that has t-0 and u-0. */
  private TaskHarness start(Map<String, String> overrides) {
    Map<String, String> properties = new HashMap<>(overrides);
    properties.put("insert.mode", "insert");
    TaskHarness sink = TaskHarness.start(template(), properties);
    sink.task().open(List.of(OTHER));
    return sink;
  }

  private Path template() {
    return folder.resolve("${topic}.db");
  }

  private static SinkRecord row(String topic, long offset, String key) {
    return record(topic, 0, offset, key, map("n", 1L));
  }

  private static Map<TopicPartition, OffsetAndMetadata> consumed(long first, long second) {
    return Map.of(PARTITION, new OffsetAndMetadata(first), OTHER, new OffsetAndMetadata(second));
  }

  private static List<String> keys(Path file, String table) {
    return Sqlite.query(file, "select _key from " + table + " order by 1");
  }
}
