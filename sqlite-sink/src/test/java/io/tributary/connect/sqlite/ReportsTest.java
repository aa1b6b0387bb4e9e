package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.map;
import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad records and the dead letter queue, whose answer is awaited before anything moves on. */
class ReportsTest {
  private static final String ROWS =
      "select group_concat(_key, '') from (select * from t order by 1)";
  private static final String NEXT = "select next_offset from _tributary_offsets";

  @TempDir Path folder;

  @Test
  void nothingMovesPastABadRecordBeforeItHasArrived() throws Exception {
    try (TaskHarness sink = TaskHarness.start(file()).tolerant()) {
      sink.put(good(0, "a"));
      sink.reporter.hold();
      CompletableFuture<Void> put =
          CompletableFuture.runAsync(() -> sink.put(good(1, "b"), noKey(2), good(3, "c")));
      await().until(sink.reporter::isWaiting);

      assertThat(sink.query(NEXT)).containsExactly("1");
      Sqlite.execute(file(), "pragma busy_timeout = 0", "create table free_to_write (x)");
      sink.reporter.acknowledge();
      put.get(10, TimeUnit.SECONDS);
      assertThat(sink.query(ROWS)).containsExactly("abc");
    }
  }

  @Test
  void aReportThatFailsFailsTheTask() throws Exception {
    try (TaskHarness sink = TaskHarness.start(file()).tolerant()) {
      sink.reporter.hold();
      CompletableFuture<Throwable> put =
          CompletableFuture.supplyAsync(
              () -> catchThrowable(() -> sink.put(good(0, "a"), noKey(1))));
      await().until(sink.reporter::isWaiting);
      sink.reporter.fail(new IllegalStateException("broker gone"));

      assertThat(put.get(10, TimeUnit.SECONDS))
          .isInstanceOf(ConnectException.class)
          .isNotInstanceOf(RetriableException.class)
          .hasRootCauseMessage("broker gone");
      assertThat(sink.query(NEXT)).isEmpty();
    }
  }

  @Test
  void aBatchThatIsTriedAgainIsReportedOnce() throws Exception {
    try (TaskHarness sink = TaskHarness.start(file()).tolerant()) {
      sink.put(good(0, "a"));
      try (Connection other = Sqlite.connect(file());
          Statement statement = other.createStatement()) {
        statement.execute("begin immediate");
        assertThat(sink.isRetried(good(1, "b"), noKey(2))).isTrue();
        statement.execute("rollback");
      }
      assertThat(sink.isRetried(good(1, "b"), noKey(2))).isFalse();

      assertThat(sink.reporter.offsets()).containsExactly(2L);
      assertThat(sink.query(ROWS)).containsExactly("ab");
    }
  }

  /** That is what a worker with errors.log.enable=true and errors.tolerance=none hands out. */
  @Test
  void reportsOfALostPartitionHoldNothingUp() throws Exception {
    var reporter = new FakeReporter();
    var reports = new SqliteReports(reporter);
    reporter.hold();
    reports.report(record("t", 1, 0, null, map("n", 1L)), new DataException("bad"));
    reporter.fail(new IllegalStateException("the partition has another owner"));
    reports.forget(List.of(new TopicPartition("t", 1)));

    reports.await();
    reports.report(record("t", 1, 0, null, map("n", 1L)), new DataException("bad"));
    assertThat(reporter.records).hasSize(2);
  }

  @Test
  void aReporterThatToleratesNothingCountsAsNone() {
    ErrantRecordReporter strict =
        (record, error) -> {
          throw new ConnectException("Tolerance exceeded in error handler");
        };
    var task = new SqliteSinkTask();
    task.initialize(new FakeSinkTaskContext(strict));
    task.start(Map.of("name", "sink", "database", file().toString(), "linger.ms", "0"));
    try {
      task.open(List.of(TaskHarness.PARTITION));

      assertThatThrownBy(() -> task.put(List.of(good(0, "a"), noKey(1), good(2, "b"))))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("t-0@1");
      assertThat(Sqlite.query(file(), ROWS)).containsExactly("a");
    } finally {
      task.stop();
    }
  }

  private static SinkRecord good(long offset, String key) {
    return record(offset, key, map("n", offset));
  }

  private static SinkRecord noKey(long offset) {
    return record(offset, null, map("n", offset));
  }

  private Path file() {
    return folder.resolve("data.db");
  }
}
