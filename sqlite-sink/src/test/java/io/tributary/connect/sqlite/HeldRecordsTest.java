package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.PARTITION;
import static io.tributary.connect.sqlite.TaskHarness.TOPIC;
import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records that wait for a full batch: nothing may be acknowledged, lost or doubled because of it.
 */
class HeldRecordsTest {
  /** Nothing is written for its age in these tests. */
  private static final Map<String, String> PATIENT = Map.of("linger.ms", "60000");

  @TempDir Path folder;

  @Test
  void acknowledgesOnlyWhatIsInTheFile() throws Exception {
    try (TaskHarness sink = TaskHarness.start(file(), PATIENT)) {
      sink.put(row(0), row(1));
      assertThat(Sqlite.query(file(), "select count(*) from sqlite_schema where name = 't'"))
          .containsExactly("0");

      try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
          Statement statement = other.createStatement()) {
        statement.execute("begin immediate");
        assertThat(preCommit(sink, 2)).as("no offset is safe while the file is locked").isEmpty();
        statement.execute("rollback");
      }

      assertThat(preCommit(sink, 2)).isEqualTo(Map.of(PARTITION, new OffsetAndMetadata(2)));
      assertThat(keys(sink)).containsExactly("0", "1");

      sink.put(row(2));
      try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
          Statement statement = other.createStatement()) {
        statement.execute("begin immediate");
        assertThat(preCommit(sink, 3)).isEqualTo(Map.of(PARTITION, new OffsetAndMetadata(2)));
        statement.execute("rollback");
      }
    }
  }

  @Test
  void writesAFullBatchAtOnce() {
    try (TaskHarness sink =
        TaskHarness.start(file(), Map.of("linger.ms", "60000", "batch.size", "3"))) {
      sink.put(row(0), row(1));
      assertThat(Sqlite.query(file(), "select * from _tributary_offsets")).isEmpty();

      sink.put(row(2), row(3));
      assertThat(keys(sink)).containsExactly("0", "1", "2", "3");
    }
  }

  @Test
  void writesWhatIsOldEnoughWithoutNewRecords() {
    try (TaskHarness sink = TaskHarness.start(file(), Map.of("linger.ms", "100"))) {
      sink.put(row(0));
      assertThat(sink.context().timeout).as("asks to be called again").isBetween(1L, 100L);

      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(
              () -> {
                sink.put();
                assertThat(Sqlite.query(file(), "select next_offset from _tributary_offsets"))
                    .containsExactly("1");
              });
    }
  }

  @Test
  void gathersForAsLongAsTheTransactionBeforeTook() {
    Sqlite.execute(
        file(),
        "create table t (_key text primary key, n integer)",
        """
        create trigger slow before insert on t begin
          select count(*) from (
            with recursive i (n) as (select 1 union all select n + 1 from i where n < 2000000)
            select n from i);
        end""");
    try (TaskHarness sink =
        TaskHarness.start(file(), Map.of("linger.ms", "1", "batch.size", "2"))) {
      sink.put(row(0), row(1));
      sink.put(row(2));
      assertThat(sink.context().timeout).isBetween(10L, 5_000L);
    }
  }

  @Test
  void doesNotTakeARedeliveredRecordTwice() throws Exception {
    Map<String, String> log = Map.of("linger.ms", "0", "insert.mode", "insert", "pk.mode", "kafka");
    try (TaskHarness sink = TaskHarness.start(file(), log)) {
      sink.put(row(0));
      try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
          Statement statement = other.createStatement()) {
        statement.execute("begin immediate");
        assertThat(sink.isRetried(row(1), row(2))).isTrue();
        assertThat(sink.isRetried(row(1), row(2))).isTrue();
        statement.execute("rollback");
      }
      assertThat(sink.isRetried(row(1), row(2))).isFalse();

      assertThat(sink.query("select _offset from t order by 1")).containsExactly("0", "1", "2");
    }
  }

  @Test
  void leavesHeldRecordsOfALostPartitionToItsNextOwner() {
    var other = new TopicPartition(TOPIC, 1);
    try (TaskHarness sink = TaskHarness.start(file(), PATIENT)) {
      sink.task().open(List.of(other));
      sink.put(row(0), record(TOPIC, 1, 7, "other", Map.of("n", 7L)));
      sink.task().close(List.of(PARTITION));

      assertThat(sink.task().preCommit(Map.of(other, new OffsetAndMetadata(8))))
          .isEqualTo(Map.of(other, new OffsetAndMetadata(8)));
      assertThat(keys(sink)).containsExactly("other");
    }
  }

  @Test
  void aTaskThatIsKilledHasAcknowledgedNothingThatItHeld() {
    TaskHarness sink = TaskHarness.start(file(), PATIENT);
    sink.put(row(0), row(1));
    sink.task().stop();

    try (TaskHarness next = TaskHarness.start(file(), Map.of())) {
      next.put(row(0), row(1));
      assertThat(keys(next)).containsExactly("0", "1");
    }
  }

  @Test
  void aBadRecordThatIsFoundAtACommitFailsTheNextPut() {
    try (TaskHarness sink = TaskHarness.start(file(), PATIENT)) {
      sink.put(row(0), record(1, "1", "no fields"), row(2));

      assertThat(preCommit(sink, 3))
          .as("nothing after the bad record is acknowledged")
          .isEqualTo(Map.of(PARTITION, new OffsetAndMetadata(1)));
      assertThatThrownBy(() -> sink.put())
          .isInstanceOf(DataException.class)
          .hasMessageContaining("t-0@1");
    }
  }

  @Test
  void whatOnlyACommitCouldNotWriteFailsTheNextPutAndIsReadAgain() {
    try (TaskHarness sink = TaskHarness.start(file(), PATIENT)) {
      sink.put(row(0));
      assertThat(preCommit(sink, 1)).isEqualTo(Map.of(PARTITION, new OffsetAndMetadata(1)));
      sink.put(row(1), row(2));
      SqliteSteps.of(sink.task()).watch(() -> false);

      assertThat(preCommit(sink, 3)).isEqualTo(Map.of(PARTITION, new OffsetAndMetadata(1)));
      assertThatThrownBy(() -> sink.put()).isInstanceOf(ConnectException.class);
      assertThat(preCommit(sink, 3))
          .as("the worker asks again when it closes the task")
          .isEqualTo(Map.of(PARTITION, new OffsetAndMetadata(1)));

      sink.restart();
      assertThat(sink.context().sought).isEqualTo(Map.of(PARTITION, 1L));
      sink.put(row(1), row(2));
      assertThat(preCommit(sink, 3)).isEqualTo(Map.of(PARTITION, new OffsetAndMetadata(3)));
      assertThat(keys(sink)).containsExactly("0", "1", "2");
    }
  }

  @Test
  void aBadFirstRecordLeavesNothingToAcknowledge() {
    try (TaskHarness sink = TaskHarness.start(file(), PATIENT)) {
      sink.put(record(0, "0", "no fields"), row(1));

      assertThat(preCommit(sink, 2)).isEmpty();
    }
  }

  @Test
  void nothingAfterABadRecordIsAcknowledgedWhenTheTaskIsClosed() {
    Map<String, String> pairs = Map.of("linger.ms", "60000", "batch.size", "4");
    try (TaskHarness sink = TaskHarness.start(file(), pairs)) {
      sink.put(row(0), row(1), record(2, "2", "no fields"));
      assertThatThrownBy(() -> sink.put(row(3), row(4))).isInstanceOf(DataException.class);

      assertThat(preCommit(sink, 3)).isEqualTo(Map.of(PARTITION, new OffsetAndMetadata(2)));
      assertThat(sink.query("select next_offset from _tributary_offsets")).containsExactly("2");
    }
  }

  @Test
  void aLockDoesNotHideABadRecordNorWhatComesAfterIt() throws Exception {
    Map<String, String> pairs = Map.of("linger.ms", "0");
    SinkRecord[] batch = {row(0), record(1, "1", "no fields"), row(2)};
    try (TaskHarness sink = TaskHarness.start(file(), pairs)) {
      try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
          Statement statement = other.createStatement()) {
        statement.execute("begin immediate");
        assertThat(sink.isRetried(batch)).isTrue();
        assertThat(preCommit(sink, 0)).isEmpty();
        statement.execute("rollback");
      }

      assertThatThrownBy(() -> sink.put(batch))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("t-0@1");
      assertThat(sink.query("select next_offset from _tributary_offsets")).containsExactly("1");
    }
  }

  @Test
  void aCommitBetweenAFailedPutAndItsRepetitionChangesNothing() throws Exception {
    SinkRecord[] batch = {row(0), row(1)};
    try (TaskHarness sink = TaskHarness.start(file(), Map.of("linger.ms", "0"))) {
      try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
          Statement statement = other.createStatement()) {
        statement.execute("begin immediate");
        assertThat(sink.isRetried(batch)).isTrue();
        statement.execute("rollback");
      }
      assertThat(preCommit(sink, 0)).isEmpty();

      assertThat(sink.isRetried(batch)).isFalse();
      assertThat(keys(sink)).containsExactly("0", "1");
      assertThat(preCommit(sink, 2)).isEqualTo(Map.of(PARTITION, new OffsetAndMetadata(2)));
    }
  }

  @Test
  void whatIsLeftOverFromBeforeARebalanceDoesNotOvertakeWhatWasHeld() throws Exception {
    SinkRecord[] later = {row(2), row(3)};
    Map<String, String> pairs = Map.of("linger.ms", "60000", "batch.size", "4");
    try (TaskHarness sink = TaskHarness.start(file(), pairs)) {
      sink.put(row(0), row(1));
      try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
          Statement statement = other.createStatement()) {
        statement.execute("begin immediate");
        assertThat(sink.isRetried(later)).isTrue();
        statement.execute("rollback");
      }
      sink.task().close(List.of(PARTITION));
      sink.task().open(List.of(PARTITION));

      sink.put(later);
      assertThat(preCommit(sink, 4)).as("the consumer goes back to 0").isEmpty();
      sink.put(row(0), row(1), row(2), row(3));
      assertThat(keys(sink)).containsExactly("0", "1", "2", "3");
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> preCommit(TaskHarness sink, long consumed) {
    return sink.task().preCommit(Map.of(PARTITION, new OffsetAndMetadata(consumed)));
  }

  private static SinkRecord row(long offset) {
    return record(offset, Long.toString(offset), Map.of("n", offset));
  }

  private static List<String> keys(TaskHarness sink) {
    return sink.query("select _key from t order by 1");
  }

  private Path file() {
    return folder.resolve("data.db");
  }
}
