package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.map;
import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteUpkeepTest {
  private static final long LIMIT = 1L << 20;

  @TempDir Path folder;

  @Test
  void aLogThatAReaderKeptFromShrinkingShrinksAfterwards() throws Exception {
    var clock = new MovingClock();
    try (SqliteDatabase database = SqliteDatabase.open(file(), Duration.ofSeconds(5))) {
      var upkeep = new SqliteUpkeep(database, clock, LIMIT);
      database.begin(false);
      database.define("create table t (x)");
      database.commit();
      try (Connection reader = Sqlite.connect(file());
          Statement statement = reader.createStatement()) {
        statement.execute("begin");
        try (ResultSet result = statement.executeQuery("select count(*) from t")) {
          assertThat(result.getInt(1)).isZero();
        }
        write(database, 2 * LIMIT);
        upkeep.run();
        assertThat(Files.size(database.log())).isGreaterThan(LIMIT);
        try (ResultSet result = statement.executeQuery("select count(*) from t")) {
          assertThat(result.getInt(1)).as("the reader was not disturbed").isZero();
        }
        statement.execute("commit");
      }
      upkeep.run();
      assertThat(Files.size(database.log())).as("not tried again at once").isGreaterThan(LIMIT);
      clock.move(Duration.ofSeconds(10));
      upkeep.run();
      assertThat(Files.size(database.log())).isZero();

      write(database, 2 * LIMIT);
      clock.move(Duration.ofDays(-1));
      upkeep.run();
      assertThat(Files.size(database.log())).as("the clock was set back").isZero();
    }
  }

  @Test
  void readersThatOverlapDoNotKeepItFromShrinking() throws Exception {
    var clock = new MovingClock();
    var readers = new OverlappingReaders(file());
    try (SqliteDatabase database = SqliteDatabase.open(file(), Duration.ofSeconds(5))) {
      var upkeep = new SqliteUpkeep(database, clock, LIMIT);
      database.begin(false);
      database.define("create table t (x)");
      database.commit();
      readers.start();
      long largest = 0;
      for (int round = 0; round < 20; round++) {
        write(database, LIMIT / 2);
        clock.move(Duration.ofSeconds(10));
        upkeep.run();
        largest = Math.max(largest, Files.size(database.log()));
      }
      assertThat(largest).isLessThan(4 * LIMIT);
    } finally {
      readers.stop();
    }
  }

  @Test
  void aLogBelowTheLimitIsLeftToCheckpoints() throws Exception {
    try (SqliteDatabase database = SqliteDatabase.open(file(), Duration.ofSeconds(5))) {
      var upkeep = new SqliteUpkeep(database, new MovingClock(), LIMIT);
      database.begin(false);
      database.define("create table t (x)");
      database.commit();
      write(database, LIMIT / 4);
      long size = Files.size(database.log());
      upkeep.run();

      assertThat(Files.size(database.log())).isEqualTo(size);
    }
  }

  @Test
  void statisticsAreThereForWhoeverOpensTheFileNext() {
    try (TaskHarness sink =
        TaskHarness.start(file(), Map.of("indexes", "kind", "insert.mode", "update"))) {
      Sqlite.execute(
          file(),
          "create table t (_key text primary key, kind text, n integer)",
          "create index \"t(kind)\" on t (kind)",
          """
          with recursive i(n) as (select 1 union all select n + 1 from i where n < 5000)
          insert into t select 'k' || n, 'kind' || n % 7, n from i
          """);
      sink.put(record(0, "k1", map("kind", "other", "n", 1L)));
    }
    assertThat(Sqlite.query(file(), "select count(*) > 0 from sqlite_stat1")).containsExactly("1");
  }

  private static void write(SqliteDatabase database, long bytes) throws Exception {
    database.begin(false);
    database.define("insert into t values (randomblob(" + bytes + "))");
    database.commit();
  }

  private Path file() {
    return folder.resolve("data.db");
  }

  /** Two readers, of which one always begins before the other ends. */
  private static final class OverlappingReaders {
    private final Path file;
    private final Semaphore firstBegan = new Semaphore(0);
    private final Semaphore secondBegan = new Semaphore(0);
    private final List<CompletableFuture<Void>> running = new ArrayList<>();
    private volatile boolean stopped;

    OverlappingReaders(Path file) {
      this.file = file;
    }

    void start() {
      running.add(run(() -> read(firstBegan, secondBegan)));
      running.add(
          run(
              () -> {
                firstBegan.acquire();
                read(secondBegan, firstBegan);
              }));
    }

    void stop() throws Exception {
      stopped = true;
      for (CompletableFuture<Void> reader : running) {
        reader.get(10, TimeUnit.SECONDS);
      }
    }

    private void read(Semaphore began, Semaphore otherBegan) throws Exception {
      try (Connection connection = Sqlite.connect(file);
          Statement statement = connection.createStatement()) {
        while (!stopped) {
          statement.execute("begin");
          statement.executeQuery("select count(*) from t").close();
          began.release();
          otherBegan.acquire();
          statement.execute("commit");
        }
      } finally {
        // Lets the other one see that this is the end.
        began.release(2);
      }
    }

    private static CompletableFuture<Void> run(Reading reading) {
      return CompletableFuture.runAsync(
          () -> {
            try {
              reading.run();
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          },
          task -> new Thread(task).start());
    }

    private interface Reading {
      void run() throws Exception;
    }
  }

  /** A clock that is moved by hand. */
  private static final class MovingClock extends Clock {
    private Instant now = Instant.parse("2026-11-21T09:00:00Z");

    void move(Duration duration) {
      now = now.plus(duration);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
