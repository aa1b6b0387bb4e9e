package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.map;
import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the sqlite3 shell sees and does while the sink writes. */
class ForeignProcessTest {
  private static final Map<String, String> LOG = Map.of("insert.mode", "insert");
  private static final int RECORDS = 200;
  private static final String STATE =
      """
      select (select count(*) from t), (select max(n) + 1 from t), next_offset \
      from _tributary_offsets;""";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"begin immediate", "begin exclusive"})
  void whileItHoldsTheLockTheSameBatchIsTriedAgain(String begin) throws Exception {
    try (TaskHarness sink = TaskHarness.start(file(), LOG);
        Sqlite3 shell = Sqlite3.open(file())) {
      sink.put(batch(0));
      shell.run(begin + ";", "insert into t (_key, n) values ('foreign', -1);");
      SinkRecord[] second = batch(1);
      for (int i = 0; i < 3; i++) {
        assertThat(sink.isRetried(second)).isTrue();
        assertThat(sink.context.timeout).isPositive();
      }
      assertThat(shell.run("commit;")).isEmpty();

      assertThat(sink.isRetried(second)).isFalse();
      assertThat(sink.query("select count(*), count(distinct n), max(n) from t"))
          .containsExactly("%d|%d|%d".formatted(2 * RECORDS + 1, 2 * RECORDS + 1, 2 * RECORDS - 1));
      assertThat(sink.query("select next_offset from _tributary_offsets"))
          .containsExactly("" + 2 * RECORDS);
    }
  }

  @Test
  void aShellThatDiesWithTheLockLeavesNothingBehind() throws Exception {
    try (TaskHarness sink = TaskHarness.start(file(), Map.of("busy.timeout.ms", "20000"))) {
      sink.put(batch(0));
      try (Sqlite3 shell = Sqlite3.open(file())) {
        shell.run("begin immediate;", "delete from t;");
      }
      sink.put(batch(1));

      assertThat(sink.query("select count(*) from t")).containsExactly("" + 2 * RECORDS);
    }
  }

  /** Each answer is the state between two batches, and none of them has to wait. */
  @Test
  void readersSeeWholeBatchesAndAreNeverBlocked() throws Exception {
    var enough = new AtomicBoolean();
    try (TaskHarness sink = TaskHarness.start(file(), LOG)) {
      sink.put(batch(0));
      try (Sqlite3 shell = Sqlite3.open(file());
          Sqlite3 slow = Sqlite3.open(file())) {
        slow.run("pragma busy_timeout = 0;", "begin;");
        List<String> before = slow.run(STATE);
        CompletableFuture<Integer> writer =
            CompletableFuture.supplyAsync(
                () -> {
                  int puts = 1;
                  while (!enough.get()) {
                    sink.put(batch(puts++));
                  }
                  return puts;
                });
        long last = 0;
        int seen = 0;
        shell.run(".timeout 0");
        for (int i = 0; seen < 10 && i < 10_000; i++) {
          List<String> state = shell.run(STATE);
          assertThat(state).hasSize(1);
          String[] cells = state.get(0).split("\\|", -1);
          assertThat(cells).containsOnly(cells[0]);
          long rows = Long.parseLong(cells[0]);
          assertThat(rows % RECORDS).isZero();
          assertThat(rows).isGreaterThanOrEqualTo(last);
          seen += rows > last ? 1 : 0;
          last = rows;
        }
        assertThat(slow.run(STATE)).as("one transaction, one state").isEqualTo(before);
        assertThat(writer).as("the writer waits for no reader").isNotDone();
        enough.set(true);
        int puts = writer.get(30, TimeUnit.SECONDS);

        assertThat(seen).as("states in which more was there than before").isGreaterThan(1);
        assertThat(slow.run("commit;", STATE))
            .containsExactly("%1$d|%1$d|%1$d".formatted((long) puts * RECORDS));
      }
    }
  }

  /** Two writers in two processes: some batches have to be tried again, and none is lost. */
  @Test
  void takesTurnsWithAnotherWriter() throws Exception {
    try (TaskHarness sink = TaskHarness.start(file(), Map.of("busy.timeout.ms", "5"));
        Sqlite3 shell = Sqlite3.open(file())) {
      sink.put(batch(0));
      shell.run(".timeout 30000", "create table foreign_rows (x);");
      shell.send(
          IntStream.range(0, 300)
              .mapToObj(i -> "insert into foreign_rows values (%d);".formatted(i))
              .toArray(String[]::new));
      for (int put = 1; put <= 30; put++) {
        SinkRecord[] records = batch(put);
        while (sink.isRetried(records)) {
          assertThat(sink.context.timeout).isPositive();
        }
      }
      assertThat(shell.answer()).as("errors of the shell").isEmpty();

      assertThat(shell.run(STATE)).containsExactly("%1$d|%1$d|%1$d".formatted(31 * RECORDS));
      assertThat(shell.run("select count(distinct x) from foreign_rows;")).containsExactly("300");
      assertThat(shell.run("pragma integrity_check;")).containsExactly("ok");
    }
  }

  private static SinkRecord[] batch(int number) {
    return IntStream.range(number * RECORDS, (number + 1) * RECORDS)
        .mapToObj(n -> record(n, "k" + n, map("n", (long) n, "s", "text")))
        .toArray(SinkRecord[]::new);
  }

  private Path file() {
    return folder.resolve("data.db");
  }
}
