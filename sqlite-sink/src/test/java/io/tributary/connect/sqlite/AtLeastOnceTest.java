package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.PARTITION;
import static io.tributary.connect.sqlite.TaskHarness.map;
import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Offsets that only Kafka keeps. */
class AtLeastOnceTest {
  private static final String OFFSETS =
      "select count(*) from sqlite_schema where name = '_tributary_offsets'";
  private static final String ROWS =
      "select group_concat(_key || n, ' ') from (select * from t order by 1)";

  @TempDir Path folder;

  @Test
  void keepsNoTableAndSeeksNowhere() {
    try (TaskHarness sink = start(Map.of("offsets.id", "without effect"))) {
      sink.put(row(0, "a", 1), row(1, "b", 1));
      sink.restart();
      sink.put(row(2, "c", 1));

      assertThat(sink.context.sought).isEmpty();
      assertThat(sink.query(OFFSETS)).containsExactly("0");
      assertThat(sink.query(ROWS)).containsExactly("a1 b1 c1");
    }
  }

  @Test
  void acknowledgesOnlyWhatIsInTheFile() throws Exception {
    try (TaskHarness sink = start(Map.of("linger.ms", "60000"))) {
      sink.put(row(0, "a", 1), row(1, "b", 1));
      try (Connection other = Sqlite.connect(file());
          Statement statement = other.createStatement()) {
        statement.execute("begin immediate");
        assertThat(preCommit(sink, 2)).isEmpty();
        statement.execute("rollback");
      }
      assertThat(preCommit(sink, 2)).isEqualTo(offset(2));
      assertThat(sink.query(ROWS)).containsExactly("a1 b1");

      sink.put(row(2, "c", 1), record(3, "d", "no fields"), row(4, "e", 1));
      assertThat(preCommit(sink, 5)).as("up to the bad record").isEqualTo(offset(3));
      assertThatThrownBy(() -> sink.put()).isInstanceOf(DataException.class);
    }
  }

  @Test
  void doesNotAcknowledgeWhatWasConsumedOfATopicBeforeItStartedOver() throws Exception {
    SinkRecord[] fresh = {row(0, "b", 1)};
    try (TaskHarness sink = start(Map.of())) {
      sink.put(row(41, "a", 1));
      try (Connection other = Sqlite.connect(file());
          Statement statement = other.createStatement()) {
        statement.execute("begin immediate");
        assertThat(sink.isRetried(fresh)).isTrue();
        statement.execute("rollback");
      }
      assertThat(preCommit(sink, 42)).isEqualTo(offset(42));
      sink.put(fresh);
      assertThat(preCommit(sink, 1)).isEqualTo(offset(1));
      assertThat(sink.query(ROWS)).containsExactly("a1 b1");
    }
  }

  @Test
  void everyTransactionWaitsForTheDisk() {
    Sqlite.execute(
        file(),
        "create table t (_key text primary key, n integer)",
        "create table seen (synchronous integer)",
        """
        create trigger spy after insert on t begin
          insert into seen select synchronous from pragma_synchronous;
        end
        """);
    try (TaskHarness sink = start(Map.of())) {
      sink.put(row(0, "a", 1));
      sink.put(row(1, "b", 1));

      assertThat(sink.query("select group_concat(synchronous) from seen"))
          .as("2 is FULL")
          .containsExactly("2,2");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"upsert", "replace", "insert_or_ignore", "update"})
  void whatIsWrittenAgainLeavesTheTableAsItWas(String mode) {
    List<SinkRecord> records =
        List.of(
            row(0, "a", 1),
            row(1, "b", 1),
            row(2, "a", 2),
            record(3, "b", null),
            row(4, "c", 1),
            record(5, "c", null),
            row(6, "c", 2));
    try (TaskHarness sink = start(Map.of("insert.mode", "upsert"))) {
      // So that an update finds rows.
      sink.put(row(0, "a", 0), row(1, "c", 0));
    }
    for (int kill = 0; kill <= records.size(); kill++) {
      try (TaskHarness sink = start(Map.of("insert.mode", mode))) {
        for (SinkRecord record : records) {
          sink.put(record);
        }
        List<String> once = sink.query(ROWS);
        sink.restart();
        sink.task().put(records.subList(kill, records.size()));

        assertThat(sink.query(ROWS)).as("again from offset %d", kill).isEqualTo(once);
      }
    }
  }

  @Test
  void insertsAgainWhatHasNoKeyAndRefusesWhatHasOne() {
    try (TaskHarness sink = start(Map.of("insert.mode", "insert", "pk.mode", "none"))) {
      sink.put(row(0, "a", 1));
      sink.restart();
      sink.put(row(0, "a", 1));
      assertThat(sink.query("select n from t")).containsExactly("1", "1");
    }
    Map<String, String> keyed =
        Map.of("insert.mode", "insert", "pk.mode", "kafka", "table.name.format", "keyed");
    try (TaskHarness sink = start(keyed)) {
      sink.put(row(0, "a", 1));
      sink.restart();
      assertThatThrownBy(() -> sink.put(row(0, "a", 1)))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("t-0@0");
    }
  }

  @Test
  void goesOnWithATopicThatWasCreatedAgain() {
    try (TaskHarness sink = start(Map.of())) {
      sink.put(row(7, "a", 1));
      sink.put(row(0, "b", 1));

      assertThat(sink.query(ROWS)).containsExactly("a1 b1");
      assertThat(preCommit(sink, 1)).isEqualTo(offset(1));
    }
  }

  @Test
  void forgetsTheOffsetsOfExactlyOnceSoThatTheWayBackIsRight() {
    var other = new TopicPartition("t", 1);
    try (TaskHarness sink = TaskHarness.start(file())) {
      sink.task().open(List.of(other));
      sink.put(row(0, "a", 1), record("t", 1, 5, "x", map("n", 1L)));
    }
    try (TaskHarness sink = start(Map.of())) {
      sink.put(row(1, "b", 1));
      assertThat(sink.query("select partition, next_offset from _tributary_offsets"))
          .as("of the partition that has moved on")
          .containsExactly("0|-1", "1|6");
    }
    try (TaskHarness sink = TaskHarness.start(file(), Map.of("insert.mode", "insert"))) {
      assertThat(sink.context.sought).as("Kafka knows best").isEmpty();
      sink.put(row(2, "c", 1));
      assertThat(sink.query(ROWS)).containsExactly("a1 b1 c1 x1");
    }
  }

  private TaskHarness start(Map<String, String> overrides) {
    Map<String, String> properties = new HashMap<>(overrides);
    properties.put("delivery", "at_least_once");
    return TaskHarness.start(file(), properties);
  }

  private static Map<TopicPartition, OffsetAndMetadata> preCommit(TaskHarness sink, long consumed) {
    return sink.task().preCommit(offset(consumed));
  }

  private static Map<TopicPartition, OffsetAndMetadata> offset(long next) {
    return Map.of(PARTITION, new OffsetAndMetadata(next));
  }

  private static SinkRecord row(long offset, String key, long n) {
    return record(offset, key, map("n", n));
  }

  private Path file() {
    return folder.resolve("data.db");
  }
}
