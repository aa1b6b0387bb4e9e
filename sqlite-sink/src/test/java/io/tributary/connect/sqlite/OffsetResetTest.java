package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.PARTITION;
import static io.tributary.connect.sqlite.TaskHarness.map;
import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A topic that was deleted and created again. Rows are inserted: one written twice would show. */
class OffsetResetTest {
  private static final Map<String, String> FAIL = Map.of("insert.mode", "insert");
  private static final Map<String, String> ADOPT =
      Map.of("insert.mode", "insert", "on.offset.reset", "adopt");
  private static final Map<String, String> ADOPT_LATER =
      Map.of("insert.mode", "insert", "on.offset.reset", "adopt", "linger.ms", "60000");
  private static final String ROWS =
      "select group_concat(_key, '') from (select * from t order by 1)";
  private static final String NEXT = "select next_offset from _tributary_offsets";

  @TempDir Path folder;

  @Test
  void refusesATopicThatWasCreatedAgainAndNamesBothNumbers() {
    try (TaskHarness sink = TaskHarness.start(file(), FAIL)) {
      sink.put(row(0, "a"), row(41, "b"));
      sink.restart();

      assertThatThrownBy(() -> sink.put(row(3, "c")))
          .isInstanceOf(ConnectException.class)
          .isNotInstanceOf(RetriableException.class)
          .hasMessageContaining("t-0")
          .hasMessageContaining("offset 3")
          .hasMessageContaining("42")
          .hasMessageContaining("DELETE /connectors/")
          .hasMessageContaining("on.offset.reset=adopt");
      assertThat(sink.query(ROWS)).containsExactly("ab");
      assertThat(sink.query(NEXT)).containsExactly("42");
    }
  }

  @Test
  void refusesATopicThatIsCreatedAgainWhileTheTaskRuns() {
    try (TaskHarness sink = TaskHarness.start(file(), FAIL)) {
      sink.put(row(0, "a"), row(1, "b"));

      assertThatThrownBy(() -> sink.put(row(0, "new"))).hasMessageContaining("created again");
    }
  }

  @Test
  void writesWhatIsHeldOfTheOldTopicBeforeItFails() {
    Map<String, String> later = Map.of("insert.mode", "insert", "linger.ms", "60000");
    try (TaskHarness sink = TaskHarness.start(file(), later)) {
      sink.put(row(0, "a"), row(1, "b"));

      assertThatThrownBy(() -> sink.put(row(0, "new"))).hasMessageContaining("below 2 is done");
      assertThat(sink.query(ROWS)).containsExactly("ab");
      assertThat(sink.query(NEXT)).containsExactly("2");
    }
  }

  @Test
  void goesOnWithTheNewTopic() {
    try (TaskHarness sink = TaskHarness.start(file(), ADOPT)) {
      sink.put(row(0, "a"), row(41, "b"));
      sink.restart();
      sink.put(row(3, "c"), row(4, "d"));
      assertThat(sink.query(NEXT)).containsExactly("5");
      sink.put(row(5, "e"));
      sink.restart();

      assertThat(sink.context.sought).containsExactly(Map.entry(PARTITION, 6L));
      sink.put(row(6, "f"));
      assertThat(sink.query(ROWS)).containsExactly("abcdef");
    }
  }

  @Test
  void writesWhatIsHeldOfTheOldTopicFirst() {
    try (TaskHarness sink = TaskHarness.start(file(), ADOPT_LATER)) {
      sink.put(row(7, "a"), row(8, "b"));
      sink.put(row(0, "c"));
      assertThat(sink.query(ROWS)).containsExactly("ab");
      assertThat(sink.query(NEXT)).containsExactly("0");
      sink.put(row(1, "d"));

      assertThat(sink.task().preCommit(Map.of(PARTITION, new OffsetAndMetadata(2))))
          .isEqualTo(Map.of(PARTITION, new OffsetAndMetadata(2)));
      assertThat(sink.query(ROWS)).containsExactly("abcd");
      assertThat(sink.query(NEXT)).containsExactly("2");
    }
  }

  @Test
  void aTopicOfWhichNothingIsStoredYetCanStartOverToo() {
    try (TaskHarness sink = TaskHarness.start(file(), ADOPT_LATER)) {
      sink.put(row(0, "a"), row(1, "b"));
      sink.put(row(0, "c"), row(1, "d"));
      sink.task().preCommit(Map.of(PARTITION, new OffsetAndMetadata(2)));

      assertThat(sink.query(ROWS)).containsExactly("abcd");
    }
  }

  @Test
  void aLockDelaysItAndNothingIsLostOrDoubled() throws Exception {
    SinkRecord[] fresh = {row(0, "c"), row(1, "d")};
    try (TaskHarness sink = TaskHarness.start(file(), ADOPT_LATER)) {
      sink.put(row(7, "a"), row(8, "b"));
      try (Connection other = Sqlite.connect(file());
          Statement statement = other.createStatement()) {
        statement.execute("begin immediate");
        assertThat(sink.isRetried(fresh)).isTrue();
        assertThat(sink.task().preCommit(Map.of(PARTITION, new OffsetAndMetadata(9)))).isEmpty();
        assertThat(sink.isRetried(fresh)).isTrue();
        statement.execute("rollback");
      }
      assertThat(sink.isRetried(fresh)).isFalse();
      sink.task().preCommit(Map.of(PARTITION, new OffsetAndMetadata(2)));

      assertThat(sink.query(ROWS)).containsExactly("abcd");
      assertThat(sink.query(NEXT)).containsExactly("2");
    }
  }

  @Test
  void aFailureBetweenTheOffsetAndTheRowsLosesAndDoublesNothing() {
    SinkRecord[] fresh = {row(0, "b"), row(1, "c")};
    try (TaskHarness sink = TaskHarness.start(file(), ADOPT)) {
      sink.put(row(7, "a"));
      Sqlite.execute(
          file(),
          """
          create trigger once before insert on t begin select raise(abort, 'not yet'); end
          """);
      // The row is refused after the offset has gone back: as good as a kill in between.
      assertThatThrownBy(() -> sink.put(fresh)).hasMessageContaining("not yet");
      assertThat(sink.query(NEXT)).containsExactly("0");
      Sqlite.execute(file(), "drop trigger once");
      sink.restart();

      assertThat(sink.context.sought).containsExactly(Map.entry(PARTITION, 0L));
      sink.put(fresh);
      assertThat(sink.query(ROWS)).containsExactly("abc");
    }
  }

  @Test
  void aRebalanceInBetweenGoesBackToTheFile() throws Exception {
    SinkRecord[] fresh = {row(0, "b")};
    try (TaskHarness sink = TaskHarness.start(file(), ADOPT)) {
      sink.put(row(7, "a"));
      try (Connection other = Sqlite.connect(file());
          Statement statement = other.createStatement()) {
        statement.execute("begin immediate");
        assertThat(sink.isRetried(fresh)).isTrue();
        statement.execute("rollback");
      }
      sink.task().close(List.of(PARTITION));
      sink.task().open(List.of(PARTITION));
      sink.put(fresh);
      assertThat(sink.query(ROWS)).as("the consumer goes back first").containsExactly("a");
      sink.put(row(0, "b"), row(1, "c"));

      assertThat(sink.query(ROWS)).containsExactly("abc");
    }
  }

  @Test
  void theOldOwnerIsFencedAfterwards() {
    try (TaskHarness old = TaskHarness.start(file(), ADOPT)) {
      old.put(row(7, "a"));
      try (TaskHarness successor = TaskHarness.start(file(), ADOPT)) {
        successor.put(row(0, "b"));

        assertThatThrownBy(() -> old.put(row(8, "late"))).hasMessageContaining("taken over");
        assertThatThrownBy(() -> old.put(row(0, "b"))).hasMessageContaining("taken over");
        successor.put(row(1, "c"));
        assertThat(successor.query(ROWS)).containsExactly("abc");
      }
    }
  }

  @Test
  void doesNotTakeAPartitionBackFromWhoeverMovedIt() {
    try (TaskHarness first = TaskHarness.start(file(), ADOPT)) {
      first.put(row(7, "a"));
      try (TaskHarness second = TaskHarness.start(file(), ADOPT)) {
        first.put(row(8, "b"));

        assertThatThrownBy(() -> second.put(row(0, "c")))
            .isInstanceOf(ConnectException.class)
            .isNotInstanceOf(RetriableException.class)
            .hasMessageContaining("taken over t-0")
            .hasMessageContaining("offset 9, not at 8");
        assertThat(second.query(NEXT)).containsExactly("9");
      }
    }
  }

  @Test
  void aPowerFailureDoesNotUndoIt() {
    try (TaskHarness sink = TaskHarness.start(file(), ADOPT)) {
      sink.put(row(7, "a"));
      Sqlite.execute(
          file(),
          "create table seen (next_offset integer, synchronous integer)",
          """
          create trigger spy after update on _tributary_offsets begin
            insert into seen select new.next_offset, synchronous from pragma_synchronous;
          end
          """);
      sink.put(row(0, "b"));

      assertThat(sink.query("select * from seen"))
          .as("2 is FULL, 1 is NORMAL")
          .containsExactly("0|2", "1|1");
    }
  }

  private static SinkRecord row(long offset, String key) {
    return record(offset, key, map("n", 1L));
  }

  private Path file() {
    return folder.resolve("data.db");
  }
}
