package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.map;
import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files that cannot be used, and what a usable one is set to. */
class SqliteDatabaseTest {
  private static final Duration TIMEOUT = Duration.ofMillis(50);

  @TempDir Path folder;

  @Test
  void createsTheFileAndItsFoldersWhateverTheirNames() {
    Path file = folder.resolve("a folder?/mode=memory/data #1%20\u00e4.db");
    try (TaskHarness sink = TaskHarness.start(file)) {
      sink.put(record(0, "a", map("x", 1L)));

      assertThat(file).isRegularFile();
      assertThat(sink.query("select * from t")).containsExactly("a|1");
    }
  }

  @Test
  void usesWal() {
    Path file = folder.resolve("data.db");
    SqliteDatabase.open(file, TIMEOUT).close();

    assertThat(Sqlite.query(file, "pragma journal_mode")).containsExactly("wal");
  }

  @Test
  void keepsWhatAnExistingFileHolds() {
    Path file = folder.resolve("data.db");
    Sqlite.execute(file, "create table mine (x)", "insert into mine values (1)");
    SqliteDatabase.open(file, TIMEOUT).close();

    assertThat(Sqlite.query(file, "select * from mine")).containsExactly("1");
  }

  @Test
  void refusesADirectory() {
    assertUnusable(folder, "directory");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void refusesAFolderThatCannotBe() {
    assertUnusable(Path.of("/dev/null/data.db"), "folder");
    assertUnusable(Path.of("/proc/tributary/data.db"), "folder");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void refusesAFileThatCannotBeWrittenNotEvenByRoot() {
    assertUnusable(Path.of("/proc/version"), "");
  }

  @Test
  void refusesADatabaseThatMayOnlyBeRead() throws Exception {
    Path file = folder.resolve("data.db");
    Sqlite.execute(file, "pragma journal_mode = wal", "create table mine (x)");
    try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
      // The write version of a later SQLite, which this one must not write: binds root too.
      bytes.seek(18);
      bytes.write(3);
    }

    assertUnusable(file, "the worker's user");
  }

  @Test
  void refusesAFileThatIsReadOnly() throws Exception {
    Path file = folder.resolve("data.db");
    Sqlite.execute(file, "pragma journal_mode = wal", "create table mine (x)");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    assumeThat(Files.isWritable(file)).as("permissions do not bind root").isFalse();

    assertUnusable(file, "the worker's user");
  }

  @Test
  void refusesAFileThatIsNotADatabase() throws Exception {
    Path file = folder.resolve("notes.txt");
    Files.writeString(
        file, "This is a text, and long enough to have the length of a header. ".repeat(99));

    assertUnusable(file, "not an SQLite database");
    assertThat(file).content().startsWith("This is a text");
  }

  @Test
  void saysWhatToDoWithADamagedFile() throws Exception {
    Path file = folder.resolve("data.db");
    try (TaskHarness sink = TaskHarness.start(file)) {
      for (int i = 0; i < 500; i++) {
        sink.put(record(i, "key" + i, map("text", "x".repeat(200))));
      }
    }
    try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
      // Every page but the first, which holds the schema and the version.
      for (long page = 4096; page < bytes.length(); page += 4096) {
        bytes.seek(page);
        bytes.write(new byte[512]);
      }
    }
    try (TaskHarness sink = TaskHarness.create(file, Map.of())) {
      assertThatThrownBy(
              () -> {
                sink.started();
                sink.put(record(500, "key1", map("text", "y")));
              })
          .isInstanceOf(ConnectException.class)
          .isNotInstanceOf(RetriableException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("backup");
    }
  }

  @Test
  void aFullDiskFailsTheTaskAndAcknowledgesNothing() throws Exception {
    Path file = folder.resolve("data.db");
    var config =
        new SqliteSinkConfig(Map.of("name", "sink", "database", file.toString(), "linger.ms", "0"));
    SqliteDatabase database = SqliteDatabase.open(file, TIMEOUT);
    var files = new SqliteFiles(config, path -> database, Clock.systemUTC(), null);
    try (var writer = new SqliteWriter(config, files)) {
      writer.open(List.of(TaskHarness.PARTITION));
      writer.put(List.of(record(0, "a", map("text", "small"))));
      database.define("PRAGMA max_page_count = 6");

      assertThatThrownBy(
              () ->
                  writer.put(
                      List.of(
                          record(1, "b", map("text", "small")),
                          record(2, "c", map("text", "large".repeat(20_000))))))
          .isInstanceOf(ConnectException.class)
          .isNotInstanceOf(RetriableException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("make room");
      assertThat(Sqlite.query(file, "select _key from t")).containsExactly("a");
      assertThat(Sqlite.query(file, "select next_offset from _tributary_offsets"))
          .containsExactly("1");

      assertThatThrownBy(() -> writer.put(List.of())).as("the task is lost").isNotNull();
    }
  }

  @Test
  void saysWhenAnotherProcessKeepsAFileFromBecomingWal() throws Exception {
    Path file = folder.resolve("data.db");
    Sqlite.execute(file, "create table mine (x)");
    try (Connection other = Sqlite.connect(file);
        Statement statement = other.createStatement()) {
      statement.execute("begin immediate");

      assertThatThrownBy(() -> SqliteDatabase.open(file, TIMEOUT))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("busy.timeout.ms");
      statement.execute("rollback");
    }
    SqliteDatabase.open(file, TIMEOUT).close();
  }

  @Test
  void tasksCanStartAtTheSameTimeOnANewFile() throws Exception {
    for (int round = 0; round < 10; round++) {
      Path file = folder.resolve("new/data" + round + ".db");
      var together = new CyclicBarrier(8);
      List<CompletableFuture<Void>> starts =
          IntStream.range(0, 8)
              .mapToObj(
                  i ->
                      CompletableFuture.runAsync(
                          () -> {
                            awaitOthers(together);
                            SqliteDatabase.open(file, Duration.ofSeconds(10)).close();
                          },
                          task -> new Thread(task).start()))
              .toList();

      for (CompletableFuture<Void> start : starts) {
        start.get(30, TimeUnit.SECONDS);
      }
    }
  }

  private static void awaitOthers(CyclicBarrier barrier) {
    try {
      barrier.await(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void describesColumnsAndEveryKey() throws Exception {
    Path file = folder.resolve("data.db");
    Sqlite.execute(
        file,
        "create table T (Id integer, b text, c text unique, d, primary key (b, id))",
        "create unique index u on t (c, D)",
        "create unique index some on t (d) where d > 5",
        "create unique index expression on t (lower(d))",
        "create index plain on t (d)");
    try (SqliteDatabase database = SqliteDatabase.open(file, TIMEOUT)) {
      SqliteTable table = database.catalog().describe("t").orElseThrow();

      assertThat(table.columns().keySet()).containsExactlyInAnyOrder("id", "b", "c", "d");
      assertThat(table.keys())
          .contains(Set.of("b", "id"), Set.of("c"), Set.of("c", "d"))
          .doesNotContain(Set.of("d"));
      assertThat(database.catalog().describe("absent")).isEmpty();
    }
  }

  @Test
  void theOffsetMovesOnlyFromWhereItIsExpected() throws Exception {
    try (SqliteDatabase database = SqliteDatabase.open(folder.resolve("data.db"), TIMEOUT)) {
      var offsets = new SqliteStoredOffsets(database, "c");
      database.begin(false);
      offsets.begun();
      SqliteOffset unknown = SqliteOffset.UNKNOWN;
      SqliteOffset five = unknown.movedTo(5);
      assertThat(offsets.find(TaskHarness.PARTITION)).isEqualTo(unknown);
      assertThat(advances(offsets, unknown.movedTo(3), five)).isFalse();
      assertThat(advances(offsets, unknown, five)).isTrue();
      assertThat(advances(offsets, unknown, five)).isFalse();
      assertThat(advances(offsets, unknown.movedTo(4), five)).isFalse();
      assertThat(advances(offsets, new SqliteOffset(5L, 1), five)).isFalse();
      assertThat(advances(offsets, five, five.movedTo(6))).isTrue();
      assertThat(offsets.find(TaskHarness.PARTITION)).isEqualTo(unknown.movedTo(6));
      assertThat(new SqliteStoredOffsets(database, "d").find(TaskHarness.PARTITION))
          .isEqualTo(unknown);

      offsets.replace(TaskHarness.PARTITION, 6L);
      assertThat(advances(offsets, unknown.movedTo(6), five)).isFalse();
      offsets.replace(TaskHarness.PARTITION, null);
      assertThat(offsets.find(TaskHarness.PARTITION)).isEqualTo(new SqliteOffset(null, 2));
      assertThat(advances(offsets, unknown, five)).isFalse();
      assertThat(advances(offsets, new SqliteOffset(null, 2), new SqliteOffset(5L, 2))).isTrue();
      database.commit();
    }
  }

  private static boolean advances(
      SqliteStoredOffsets offsets, SqliteOffset expected, SqliteOffset next) throws SQLException {
    return offsets.advance(TaskHarness.PARTITION, expected, next);
  }

  private static void assertUnusable(Path path, String reason) {
    try (TaskHarness sink = TaskHarness.create(path, Map.of())) {
      assertThatThrownBy(sink::startOnly)
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining(path.toString())
          .hasMessageContaining("property database")
          .hasMessageContaining(reason);
    }
  }
}
