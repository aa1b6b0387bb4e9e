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
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A task that slept while offsets were set anew, and finds the very number that it waits for. */
class OffsetGenerationTest {
  private static final Map<String, String> ADOPT =
      Map.of("insert.mode", "insert", "on.offset.reset", "adopt");
  private static final String ROWS =
      "select group_concat(_key, '') from (select * from t order by 1)";
  private static final String OFFSETS = "select next_offset, generation from _tributary_offsets";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTaskThatSleptThroughANewTopicIsFenced(boolean hasWritten) {
    try (TaskHarness old = TaskHarness.start(file(), ADOPT)) {
      old.put(row(0, "a"), row(1, "b"));
      if (!hasWritten) {
        old.restart();
      }
      try (TaskHarness successor = TaskHarness.start(file(), ADOPT)) {
        successor.put(row(0, "c"));
        successor.put(row(1, "d"));
        assertThat(successor.query(OFFSETS)).containsExactly("2|1");

        assertThatThrownBy(() -> old.put(row(2, "late")))
            .hasMessageContaining("taken over t-0")
            .hasMessageContaining("at offset 2 (reset 1 times), not at 2");
        successor.put(row(2, "e"));
        assertThat(successor.query(ROWS)).containsExactly("abcde");
      }
    }
  }

  @Test
  void aTaskThatHadNotBegunIsFencedFromANewTopicToo() {
    try (TaskHarness old = TaskHarness.start(file(), ADOPT);
        TaskHarness successor = TaskHarness.start(file(), ADOPT)) {
      successor.put(row(0, "a"), row(1, "b"), row(2, "c"));
      successor.put(row(0, "d"));

      assertThatThrownBy(() -> old.put(row(0, "a"), row(1, "b"), row(2, "c")))
          .hasMessageContaining("taken over");
      successor.put(row(1, "e"));
      assertThat(successor.query(ROWS)).containsExactly("abcde");
    }
  }

  @Test
  void aTaskThatHadNotBegunGoesOnWhereAnEarlierOwnerFinishedLate() {
    try (TaskHarness late = TaskHarness.start(file(), ADOPT);
        TaskHarness successor = TaskHarness.start(file(), ADOPT)) {
      late.put(row(0, "a"), row(1, "b"));
      successor.put(row(0, "a"), row(1, "b"), row(2, "c"));

      assertThat(successor.query(ROWS)).containsExactly("abc");
      assertThat(successor.query(OFFSETS)).containsExactly("3|0");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "removed", "to 0"})
  void aTaskThatSleptThroughARequestIsFenced(String request) {
    try (TaskHarness old = TaskHarness.start(file(), ADOPT)) {
      old.put(row(0, "a"), row(1, "b"));
      Map<TopicPartition, @Nullable Long> offsets = new HashMap<>();
      if (!request.equals("all")) {
        offsets.put(PARTITION, request.equals("removed") ? null : 0L);
      }
      new SqliteSinkConnector()
          .alterOffsets(Map.of("name", "sink", "database", file().toString()), offsets);
      Sqlite.execute(file(), "delete from t");
      try (TaskHarness successor = TaskHarness.start(file(), ADOPT)) {
        assertThat(successor.context.sought)
            .isEqualTo(request.equals("to 0") ? Map.of(PARTITION, 0L) : Map.of());
        successor.put(row(0, "c"), row(1, "d"));

        assertThatThrownBy(() -> old.put(row(2, "late"))).hasMessageContaining("taken over");
        assertThat(successor.query(OFFSETS)).containsExactly("2|1");
        assertThat(successor.query(ROWS)).containsExactly("cd");
      }
    }
  }

  @Test
  void aTaskThatHadNotBegunIsFencedAfterARequest() {
    try (TaskHarness old = TaskHarness.start(file(), ADOPT)) {
      Map<TopicPartition, @Nullable Long> offsets = new HashMap<>();
      offsets.put(PARTITION, null);
      new SqliteSinkConnector()
          .alterOffsets(Map.of("name", "sink", "database", file().toString()), offsets);

      assertThatThrownBy(() -> old.put(row(100, "late"))).hasMessageContaining("taken over");
      old.restart().put(row(0, "a"));
      assertThat(old.query(ROWS)).containsExactly("a");
    }
  }

  @Test
  void aTableOfAnEarlierVersionIsExtended() throws Exception {
    earlierTable();
    try (TaskHarness sink = TaskHarness.start(file(), ADOPT)) {
      assertThat(sink.context.sought).containsExactly(Map.entry(PARTITION, 5L));
      assertThat(sink.query(OFFSETS)).containsExactly("5|0");
      sink.put(row(5, "a"));
      sink.put(row(0, "b"));
      assertThat(sink.query(OFFSETS)).containsExactly("1|1");
    }
  }

  @Test
  void aTableOfAnEarlierVersionIsReadWhileItIsLocked() throws Exception {
    earlierTable();
    try (TaskHarness sink = TaskHarness.create(file(), ADOPT)) {
      try (Connection other = Sqlite.connect(file());
          Statement statement = other.createStatement()) {
        statement.execute("begin immediate");
        sink.started();
        assertThat(sink.context.sought).containsExactly(Map.entry(PARTITION, 5L));
        assertThat(sink.isRetried(row(5, "a"))).isTrue();
        statement.execute("rollback");
      }
      sink.put(row(5, "a"));
      assertThat(sink.query(OFFSETS)).containsExactly("6|0");
    }
  }

  @Test
  void aTableOfAnEarlierVersionIsForgottenByAtLeastOnce() throws Exception {
    earlierTable();
    try (TaskHarness sink = TaskHarness.start(file(), Map.of("delivery", "at_least_once"))) {
      sink.put(row(7, "a"));
      sink.put(row(8, "b"));
      assertThat(sink.query(OFFSETS)).containsExactly("-1|1");
      assertThat(sink.task().preCommit(Map.of(PARTITION, new OffsetAndMetadata(9))))
          .isEqualTo(Map.of(PARTITION, new OffsetAndMetadata(9)));
    }
  }

  private void earlierTable() throws Exception {
    try (TaskHarness sink = TaskHarness.start(file())) {
      assertThat(sink.query("pragma journal_mode")).containsExactly("wal");
    }
    Sqlite.execute(
        file(),
        "drop table _tributary_offsets",
        """
        create table _tributary_offsets (
          connector text not null,
          topic text not null,
          partition integer not null,
          next_offset integer not null,
          primary key (connector, topic, partition)
        ) strict, without rowid
        """,
        "insert into _tributary_offsets values ('sink', 't', 0, 5)");
  }

  private static SinkRecord row(long offset, String key) {
    return record(offset, key, map("n", 1L));
  }

  private Path file() {
    return folder.resolve("data.db");
  }
}
