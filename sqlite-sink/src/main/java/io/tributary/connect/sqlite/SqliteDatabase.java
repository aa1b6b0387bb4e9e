package io.tributary.connect.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.Pragma;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConnection;

/** The connection to the file and its statements: the only class that talks JDBC. */
final class SqliteDatabase implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SqliteDatabase.class);
  private static final int STATEMENTS = 128;
  private static final int WAL_ATTEMPTS = 20;

  // With random keys every row changes another page. A page that is changed again before it is
  // copied from the log into the file is copied once: rare checkpoints and a cache save most
  // writes.
  private static final int CACHE_KIB = 128 * 1024;

  /** The driver keeps all values of a batch in one array: this much of it stays near. */
  private static final int BATCH_ROWS = 500;

  private static final int CHECKPOINT_PAGES = 20_000;
  private static final int PATIENCE_MS = 500;

  /** What a large transaction on a slow disk can take. */
  private static final Duration TURN = Duration.ofSeconds(30);

  private final Path file;
  private final SQLiteConnection connection;
  private final Statement control;
  private final SqliteWriteLock lock;
  private final int busyMillis;
  private final SqliteCatalog catalog = new SqliteCatalog(this::prepared);
  private final LruCache<String, PreparedStatement> statements =
      new LruCache<>(STATEMENTS, SqliteDatabase::closeQuietly);
  private final List<List<@Nullable Object>> rows = new ArrayList<>();
  private @Nullable SqliteStep step;
  private boolean durable;

  private interface Work {
    boolean done() throws SQLException;
  }

  private SqliteDatabase(Path file, SQLiteConnection connection, SqliteWriteLock lock)
      throws SQLException {
    this.file = file;
    this.connection = connection;
    this.lock = lock;
    this.busyMillis = connection.getBusyTimeout();
    this.control = connection.createStatement();
  }

  /**
   * Opens the file in WAL mode, creating it and the folders above it.
   *
   * @throws ConnectException naming the path and the property if it is no file that this process
   *     can use as a database
   */
  static SqliteDatabase open(Path file, Duration busyTimeout) {
    if (Files.isDirectory(file)) {
      throw unusable(file, "it is a directory, but a file is expected", null);
    }
    try {
      Path folder = file.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw unusable(file, "its folder cannot be created", e);
    }
    var settings = new SQLiteConfig();
    settings.setBusyTimeout(Math.toIntExact(busyTimeout.toMillis()));
    // Enough with WAL and the offsets in the file: after a power failure the last transactions
    // may be gone as a whole, and are read again from the topic.
    settings.setSynchronous(SynchronousMode.NORMAL);
    settings.setCacheSize(-CACHE_KIB);
    settings.setPragma(Pragma.WAL_AUTOCHECKPOINT, Integer.toString(CHECKPOINT_PAGES));
    // A URI, because the driver takes what follows a '?' in a plain path for settings.
    String url = "jdbc:sqlite:" + file.toUri();
    try {
      var connection = (SQLiteConnection) settings.createConnection(url);
      try {
        var database =
            new SqliteDatabase(file, connection, SqliteWriteLock.of(file, patience(busyTimeout)));
        database.useWal();
        // The driver is told that transactions are not its business: it would begin the next one
        // right after a commit, and none may be open between two put() calls.
        connection.getConnectionConfig().setAutoCommit(false);
        return database;
      } catch (SQLException | IOException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw unusable(file, SqliteFailure.advice(e), e);
    } catch (IOException e) {
      throw unusable(file, "it cannot be found although it was just opened", e);
    }
  }

  Path file() {
    return file;
  }

  /**
   * Starts a transaction that may write at once, waiting for other writers.
   *
   * @param durably whether its commit has to survive a power failure
   */
  void begin(boolean durably) throws SQLException {
    lock.acquire();
    try {
      if (durable != durably) {
        // SQLite does not let a transaction change it. What fails here may have changed it all the
        // same; then it is only known that nothing counts as durable.
        durable = false;
        control.execute("PRAGMA synchronous = " + (durably ? "FULL" : "NORMAL"));
        durable = durably;
      }
      control.execute("BEGIN IMMEDIATE");
    } catch (SQLException e) {
      lock.release();
      throw e;
    }
  }

  void commit() throws SQLException {
    control.execute("COMMIT");
    lock.release();
  }

  /** Ends the transaction if SQLite has not ended it already, as it does when the disk is full. */
  void rollback() {
    try {
      discard();
      control.execute("ROLLBACK");
    } catch (SQLException e) {
      log.debug("Nothing to roll back", e);
    } finally {
      lock.release();
    }
  }

  void savepoint() throws SQLException {
    control.execute("SAVEPOINT one_row");
  }

  /**
   * Undoes what was done since, and what was about to be.
   *
   * @return false if a constraint or a trigger that rolls back has undone the transaction already
   */
  boolean rollbackToSavepoint() throws SQLException {
    discard();
    try {
      control.execute("ROLLBACK TO one_row");
    } catch (SQLException e) {
      if (SqliteFailure.isRefusedStatement(e)) {
        return false;
      }
      throw e;
    }
    releaseSavepoint();
    return true;
  }

  void releaseSavepoint() throws SQLException {
    control.execute("RELEASE one_row");
  }

  /** Leaves room for the caches of the other files that a task has open. */
  void shareMemory(int files) throws SQLException {
    control.execute("PRAGMA cache_size = -" + CACHE_KIB / files);
  }

  /** Returns the write-ahead log, where it belongs. */
  Path log() {
    return file.resolveSibling(file.getFileName() + "-wal");
  }

  /**
   * Copies the write-ahead log into the file and empties it, and says whether that was possible: it
   * is not while someone reads what is only in the log.
   */
  boolean truncateLog() throws SQLException {
    return impatiently(
        () -> {
          try (ResultSet result = control.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
            return result.getInt(1) == 0;
          }
        });
  }

  /** Lets SQLite look at tables that have changed much, for better query plans. */
  void optimize() throws SQLException {
    impatiently(() -> control.execute("PRAGMA optimize"));
  }

  /** Runs a statement that changes the schema. */
  void define(String sql) throws SQLException {
    control.execute(sql);
  }

  /**
   * Adds a row to those that are written next; a change of statement writes what came before, so
   * order is kept.
   *
   * @param values to be left as they are until then
   */
  void add(SqliteStep next, List<@Nullable Object> values) throws SQLException {
    if (next != step) {
      flush();
      step = next;
    }
    rows.add(values);
    if (rows.size() == BATCH_ROWS) {
      flush();
    }
  }

  /** Forgets what has been added and not been written. */
  private void discard() {
    rows.clear();
    step = null;
  }

  /** Writes what has been added. */
  void flush() throws SQLException {
    SqliteStep current = step;
    if (current == null) {
      return;
    }
    try {
      int full = rows.size() - rows.size() % current.rowsAtOnce();
      write(current.sqlOfRows(), current.picked(), rows.subList(0, full), current.rowsAtOnce());
      write(current.sql(), current.picked(), rows.subList(full, rows.size()), 1);
    } finally {
      discard();
    }
  }

  private void write(String sql, int[] picked, List<List<@Nullable Object>> some, int rowsAtOnce)
      throws SQLException {
    if (some.isEmpty()) {
      return;
    }
    PreparedStatement statement = prepared(sql);
    int parameter = 1;
    for (List<@Nullable Object> values : some) {
      for (int position : picked) {
        Object value = values.get(position);
        if (value instanceof String text) {
          // The driver's setObject tries all other types before.
          statement.setString(parameter++, text);
        } else {
          statement.setObject(parameter++, value);
        }
      }
      if (parameter > rowsAtOnce * picked.length) {
        statement.addBatch();
        parameter = 1;
      }
    }
    statement.executeLargeBatch();
  }

  /** Returns a number that changes with every change of the schema, by whomever. */
  int schemaVersion() throws SQLException {
    try (ResultSet result = prepared("PRAGMA schema_version").executeQuery()) {
      return result.getInt(1);
    }
  }

  /** Says whether a query without parameters finds anything. */
  boolean finds(String sql) throws SQLException {
    try (ResultSet result = control.executeQuery(sql)) {
      return result.next();
    }
  }

  /** Tells what tables look like. */
  SqliteCatalog catalog() {
    return catalog;
  }

  @Override
  public void close() {
    lock.release();
    statements.clear();
    closeQuietly(control);
    closeQuietly(connection);
  }

  /** Returns the prepared statement, which stays the caller's until the next call only. */
  PreparedStatement prepared(String sql) throws SQLException {
    PreparedStatement known = statements.find(sql);
    if (known != null) {
      return known;
    }
    PreparedStatement statement = connection.prepareStatement(sql);
    statements.put(sql, statement);
    return statement;
  }

  /** Does what can as well be done later, and what others wait for meanwhile. */
  private boolean impatiently(Work work) throws SQLException {
    int patience = Math.min(busyMillis, PATIENCE_MS);
    lock.acquire(Duration.ofMillis(patience));
    try {
      connection.setBusyTimeout(patience);
      return work.done();
    } finally {
      connection.setBusyTimeout(busyMillis);
      lock.release();
    }
  }

  private void useWal() throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try (ResultSet result = control.executeQuery("PRAGMA journal_mode = WAL")) {
        if (!"wal".equals(result.getString(1))) {
          throw unusable(
              file, "its file system lacks the shared memory that SQLite's WAL mode needs", null);
        }
        return;
      } catch (SQLException e) {
        if (SqliteFailure.of(e) != SqliteFailure.RETRY || attempt == WAL_ATTEMPTS) {
          throw e;
        }
      }
      // Changing the mode does not wait for others as a transaction does.
      control.execute("BEGIN IMMEDIATE");
      control.execute("ROLLBACK");
    }
  }

  /** A writer of this worker is known to be at work: to wait for its whole turn is right. */
  private static Duration patience(Duration busyTimeout) {
    return busyTimeout.compareTo(TURN) > 0 ? busyTimeout : TURN;
  }

  private static ConnectException unusable(Path file, String reason, @Nullable Exception cause) {
    return new ConnectException(
        "Cannot use %s, which the property %s names: %s"
            .formatted(file, SqliteSinkConfig.DATABASE, reason),
        cause);
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      log.debug("Closing failed", e);
    }
  }
}
