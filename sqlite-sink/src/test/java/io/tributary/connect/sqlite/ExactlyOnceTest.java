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
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Offsets, take-overs and locks. Rows are inserted, so that a record written twice would show. */
class ExactlyOnceTest {
  private static final Map<String, String> INSERT = Map.of("insert.mode", "insert");
  private static final String ROWS =
      "select group_concat(_key, '') from (select * from t order by 1)";

  @TempDir Path folder;

  @Test
  void goesOnWhereTheFileEndsWhateverKafkaRemembers() {
    try (TaskHarness sink = TaskHarness.start(file(), INSERT)) {
      assertThat(sink.context.sought).isEmpty();
      sink.put(row(4, "a"), row(7, "b"));
      sink.restart();

      assertThat(sink.context.sought).containsExactly(Map.entry(PARTITION, 8L));
      sink.put(row(8, "c"));
      assertThat(sink.query(ROWS)).containsExactly("abc");
    }
  }

  @Test
  void goesOnAfterRecordsThatNeverCameThisFar() {
    try (TaskHarness sink = TaskHarness.start(file(), INSERT)) {
      sink.put(row(0, "a"));
      Map<TopicPartition, OffsetAndMetadata> consumed =
          Map.of(
              PARTITION,
              new OffsetAndMetadata(9),
              new TopicPartition("not", 5),
              new OffsetAndMetadata(1));
      assertThat(sink.task().preCommit(consumed)).isEqualTo(consumed);
      sink.put(row(9, "b"));
      assertThat(sink.task().preCommit(Map.of(PARTITION, new OffsetAndMetadata(5)))).hasSize(1);
      sink.restart();

      assertThat(sink.context.sought).containsExactly(Map.entry(PARTITION, 10L));
      assertThat(sink.query("select count(*) from _tributary_offsets")).containsExactly("1");
    }
  }

  @Test
  void doesNotMovePastRecordsInALateTasksName() throws Exception {
    try (TaskHarness old = TaskHarness.start(file(), INSERT)) {
      old.put(row(0, "a"));
      try (TaskHarness successor = TaskHarness.start(file(), INSERT)) {
        successor.put(row(1, "b"));
        old.task().preCommit(Map.of(PARTITION, new OffsetAndMetadata(9)));
        successor.put(row(2, "c"));
        try (Connection other = Sqlite.connect(file());
            Statement statement = other.createStatement()) {
          statement.execute("begin immediate");
          successor.task().preCommit(Map.of(PARTITION, new OffsetAndMetadata(7)));
          statement.execute("rollback");
        }
        successor.put(row(3, "d"));

        assertThat(successor.query(ROWS)).containsExactly("abcd");
      }
    }
  }

  @Test
  void aTaskThatWakesUpAfterATakeOverIsFenced() {
    try (TaskHarness old = TaskHarness.start(file(), INSERT)) {
      old.put(row(0, "a"));
      try (TaskHarness successor = TaskHarness.start(file(), INSERT)) {
        successor.put(row(1, "b"));

        assertThatThrownBy(() -> old.put(row(1, "b"), row(2, "c")))
            .isInstanceOf(ConnectException.class)
            .isNotInstanceOf(RetriableException.class)
            .hasMessageContaining("taken over t-0")
            .hasMessageContaining("offset 2, not at 1");
        successor.put(row(2, "c"));
        assertThat(successor.query(ROWS)).containsExactly("abc");
      }
    }
  }

  @Test
  void aSuccessorCatchesUpWithABatchThatTheOldTaskFinishedLate() {
    try (TaskHarness old = TaskHarness.start(file(), INSERT)) {
      try (TaskHarness successor = TaskHarness.start(file(), INSERT)) {
        old.put(row(0, "a"), row(1, "b"), row(2, "c"));
        successor.put(row(0, "a"), row(1, "b"));
        successor.put(row(2, "c"), row(3, "d"));

        assertThat(successor.query(ROWS)).containsExactly("abcd");
        assertThatThrownBy(() -> old.put(row(3, "d"))).hasMessageContaining("taken over");
      }
    }
  }

  @Test
  void offsetsThatWereResetUnderARunningTaskStopIt() {
    try (TaskHarness sink = TaskHarness.start(file(), INSERT)) {
      sink.put(row(0, "a"), row(1, "b"));
      Sqlite.execute(file(), "delete from _tributary_offsets");

      assertThatThrownBy(() -> sink.put(row(2, "c")))
          .hasMessageContaining("at offset none, not at 2");
    }
  }

  @Test
  void aForeignLockMeansThatTheSameBatchIsTriedAgain() throws Exception {
    try (TaskHarness sink = TaskHarness.start(file(), INSERT)) {
      sink.put(row(0, "a"));
      try (Connection other = Sqlite.connect(file());
          Statement statement = other.createStatement()) {
        statement.execute("begin immediate");
        assertThat(sink.isRetried(row(1, "b"), row(2, "c"))).isTrue();
        assertThat(sink.context.timeout).isPositive();
        assertThat(sink.isRetried(row(1, "b"), row(2, "c"))).isTrue();
        statement.execute("rollback");
      }
      assertThat(sink.isRetried(row(1, "b"), row(2, "c"))).isFalse();
      assertThat(sink.query(ROWS)).containsExactly("abc");
    }
  }

  @Test
  void startsOnAFileThatIsLocked() throws Exception {
    TaskHarness.start(file(), INSERT).close();
    try (Connection other = Sqlite.connect(file());
        Statement statement = other.createStatement()) {
      statement.execute("begin immediate");
      try (TaskHarness sink = TaskHarness.start(file(), INSERT)) {
        assertThat(sink.isRetried(row(0, "a"))).isTrue();
        statement.execute("rollback");
        sink.put(row(0, "a"));
        assertThat(sink.query(ROWS)).containsExactly("a");
      }
    }
  }

  @Test
  void holdsNoLockBetweenBatches() {
    try (TaskHarness sink = TaskHarness.start(file(), INSERT)) {
      sink.put(row(0, "a"));
      Sqlite.execute(file(), "pragma busy_timeout = 0", "insert into t (_key) values ('x')");
      sink.put(row(1, "b"));

      assertThat(sink.query(ROWS)).containsExactly("abx");
    }
  }

  @Test
  void aBatchThatARebalanceInterruptedIsNotWrittenTwice() throws Exception {
    var kept = new TopicPartition("t", 1);
    try (TaskHarness sink = TaskHarness.start(file(), INSERT)) {
      sink.task().open(List.of(kept));
      SinkRecord first = row(0, "a");
      SinkRecord second = row(1, "b");
      SinkRecord lost = record("t", 1, 0, "lost", map("n", 1L));
      try (Connection other = Sqlite.connect(file());
          Statement statement = other.createStatement()) {
        statement.execute("begin immediate");
        assertThat(sink.isRetried(first, second, lost)).isTrue();
        statement.execute("rollback");
      }
      // A worker that renames topics does not clear the batch when it gives partitions up.
      sink.task().close(List.of(PARTITION, kept));
      sink.task().open(List.of(PARTITION));
      sink.put(first, second, lost);
      assertThat(Sqlite.query(file(), "select * from _tributary_offsets")).isEmpty();
      sink.put(row(0, "a"));
      sink.put(row(1, "b"), row(2, "c"));

      assertThat(sink.query(ROWS)).containsExactly("abc");
      assertThatThrownBy(() -> sink.put(row(1, "new"))).hasMessageContaining("created again");
    }
  }

  @Test
  void recordsOfAPartitionThatIsClosedAreLeftToOthers() {
    try (TaskHarness sink = TaskHarness.start(file(), INSERT)) {
      sink.put(row(0, "a"));
      sink.task().close(List.of(PARTITION));
      sink.put(row(1, "b"));

      assertThat(sink.query(ROWS)).containsExactly("a");
      assertThat(sink.query("select next_offset from _tributary_offsets")).containsExactly("1");
    }
  }

  @Test
  void tasksShareOneFile() {
    var other = new TopicPartition("t", 1);
    try (TaskHarness first = TaskHarness.start(file(), INSERT);
        TaskHarness second = TaskHarness.create(file(), INSERT)) {
      second.startOnly();
      second.task().open(List.of(other));
      for (int i = 0; i < 20; i++) {
        first.put(row(i, "a" + i));
        second.put(record("t", 1, i, "b" + i, map("n", 1L, "c" + i % 3, 1L)));
      }

      assertThat(first.query("select count(*), sum(n) from t")).containsExactly("40|40");
      assertThat(first.query("select partition, next_offset from _tributary_offsets order by 1"))
          .containsExactly("0|20", "1|20");
    }
  }

  @Test
  void anotherNameForTheOffsetsReadsEverythingAgain() {
    try (TaskHarness sink = TaskHarness.start(file())) {
      sink.put(row(0, "a"), row(1, "b"));
    }
    Map<String, String> again = Map.of("offsets.id", "again");
    try (TaskHarness sink = TaskHarness.start(file(), again)) {
      assertThat(sink.context.sought)
          .as("Kafka's offsets say that all is done")
          .containsExactly(Map.entry(PARTITION, 0L));
      sink.put(row(0, "a"));
      sink.restart();

      assertThat(sink.context.sought).containsExactly(Map.entry(PARTITION, 1L));
      assertThat(sink.query("select connector, next_offset from _tributary_offsets order by 1"))
          .containsExactly("again|1", "sink|2");
    }
  }

  @Test
  void connectorsShareOneFile() {
    try (TaskHarness first = TaskHarness.start(file(), Map.of());
        TaskHarness second = TaskHarness.start(file(), Map.of("name", "another"))) {
      first.put(row(0, "a"), row(1, "b"));
      second.put(row(0, "a"));

      assertThat(first.query("select connector, next_offset from _tributary_offsets order by 1"))
          .containsExactly("another|1", "sink|2");
    }
  }

  @Test
  void survivesBeingStartedTwice() {
    try (TaskHarness sink = TaskHarness.create(file(), INSERT)) {
      sink.startOnly();
      sink.started();
      sink.put(row(0, "a"));
      assertThat(sink.query(ROWS)).containsExactly("a");
    }
  }

  @Test
  void whatAPowerFailureTakesIsReadAgain() throws Exception {
    Path survivor = folder.resolve("survivor.db");
    try (TaskHarness sink = TaskHarness.start(file(), INSERT)) {
      sink.put(row(7, "a"));
      // All that is sure to have reached the disk later: the log as far as it was synced.
      Files.copy(log(file()), log(survivor));
      sink.put(row(8, "b"));
      sink.put(row(9, "c"));
      Files.copy(file(), survivor);
    }
    try (TaskHarness sink = TaskHarness.start(survivor, INSERT)) {
      assertThat(sink.context.sought)
          .as("the first batch of a partition is durable, or Kafka's offset would be believed")
          .containsExactly(Map.entry(PARTITION, 8L));
      sink.put(row(8, "b"), row(9, "c"));
      assertThat(sink.query(ROWS)).containsExactly("abc");
    }
  }

  @Test
  void onlyTheFirstBatchOfAPartitionWaitsForTheDisk() {
    Sqlite.execute(
        file(),
        "create table t (_key text primary key, n integer)",
        "create table seen (synchronous integer)",
        """
        create trigger spy after insert on t begin
          insert into seen select synchronous from pragma_synchronous;
        end
        """);
    try (TaskHarness sink = TaskHarness.start(file(), INSERT)) {
      sink.put(row(0, "a"));
      sink.put(row(1, "b"));
      sink.task().open(List.of(new TopicPartition("t", 1)));
      sink.put(row(2, "c"), record("t", 1, 0, "d", map("n", 1L)));

      assertThat(sink.query("select group_concat(synchronous, ' ') from seen"))
          .as("2 is FULL, 1 is NORMAL")
          .containsExactly("2 1 2 2");
    }
  }

  @Test
  void nothingOfABatchIsVisibleUnlessAllOfItIs() {
    Sqlite.execute(
        file(),
        "create table t (_key text primary key, n integer)",
        "create table seen (rows integer, next_offset integer)",
        """
        create trigger spy after insert on t begin
          insert into seen select (select count(*) from t), (select next_offset from _tributary_offsets);
        end
        """);
    try (TaskHarness sink = TaskHarness.start(file(), INSERT)) {
      sink.put(row(0, "a"), row(1, "b"));

      assertThat(sink.query("select * from seen")).containsExactly("1|2", "2|2");
    }
  }

  private static SinkRecord row(long offset, String key) {
    return record(offset, key, map("n", 1L));
  }

  private Path file() {
    return folder.resolve("data.db");
  }

  private static Path log(Path file) {
    return file.resolveSibling(file.getFileName() + "-wal");
  }
}
