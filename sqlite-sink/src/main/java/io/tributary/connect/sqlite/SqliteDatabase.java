package io.tributary.connect.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
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
  static final String OFFSETS_TABLE = "_tributary_offsets";

  private static final Logger log = LoggerFactory.getLogger(SqliteDatabase.class);
  private static final int STATEMENTS = 128;
  private static final int WAL_ATTEMPTS = 20;

  // With random keys every row changes another page. A page that is changed again before it is
  // copied from the log into the file is copied once: rare checkpoints and a cache save most
  // writes.
  private static final int CACHE_KIB = 128 * 1024;
  private static final int CHECKPOINT_PAGES = 20_000;
  private static final String CREATE_OFFSETS =
      """
      CREATE TABLE IF NOT EXISTS _tributary_offsets (
        connector TEXT NOT NULL,
        topic TEXT NOT NULL,
        partition INTEGER NOT NULL,
        next_offset INTEGER NOT NULL,
        PRIMARY KEY (connector, topic, partition)
      ) STRICT, WITHOUT ROWID
      """;
  private static final String READ_OFFSET =
      """
      SELECT next_offset FROM _tributary_offsets
      WHERE connector = ? AND topic = ? AND partition = ?
      """;
  private static final String ADVANCE_OFFSET =
      """
      UPDATE _tributary_offsets SET next_offset = ?
      WHERE connector = ? AND topic = ? AND partition = ? AND next_offset = ?
      """;
  private static final String FIRST_OFFSET =
      """
      INSERT INTO _tributary_offsets (next_offset, connector, topic, partition)
      VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING
      """;
  private static final String REPLACE_OFFSET =
      """
      INSERT INTO _tributary_offsets (next_offset, connector, topic, partition)
      VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET next_offset = excluded.next_offset
      """;
  private static final String REMOVE_OFFSET =
      "DELETE FROM _tributary_offsets WHERE connector = ? AND topic = ? AND partition = ?";
  private static final String REMOVE_OFFSETS = "DELETE FROM _tributary_offsets WHERE connector = ?";
  private final Path file;
  private final SQLiteConnection connection;
  private final Statement control;
  private final SqliteWriteLock lock;
  private final SqliteCatalog catalog = new SqliteCatalog(this::statement);
  private final LruCache<String, PreparedStatement> statements =
      new LruCache<>(STATEMENTS, SqliteDatabase::closeQuietly);
  private @Nullable PreparedStatement batch;
  private boolean offsetsTableExists;

  private SqliteDatabase(Path file, SQLiteConnection connection, SqliteWriteLock lock)
      throws SQLException {
    this.file = file;
    this.connection = connection;
    this.lock = lock;
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
        var database = new SqliteDatabase(file, connection, SqliteWriteLock.of(file, busyTimeout));
        database.useWal();
        // The driver is told that transactions are not its business: it would begin the next one
        // right after a commit, and none may be open between two put() calls.
        connection.getConnectionConfig().setAutoCommit(false);
        database.prepareOffsets();
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

  /** Starts a transaction that may write at once, waiting for other writers. */
  void begin() throws SQLException {
    lock.acquire();
    try {
      control.execute("BEGIN IMMEDIATE");
    } catch (SQLException e) {
      lock.release();
      throw e;
    }
    if (!offsetsTableExists) {
      control.execute(CREATE_OFFSETS);
    }
  }

  void commit() throws SQLException {
    control.execute("COMMIT");
    lock.release();
    offsetsTableExists = true;
  }

  /** Ends the transaction if SQLite has not ended it already, as it does when the disk is full. */
  void rollback() {
    try {
      if (batch != null) {
        batch.clearBatch();
        batch = null;
      }
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

  void rollbackToSavepoint() throws SQLException {
    control.execute("ROLLBACK TO one_row");
    releaseSavepoint();
  }

  void releaseSavepoint() throws SQLException {
    control.execute("RELEASE one_row");
  }

  /** Runs a statement that changes the schema. */
  void define(String sql) throws SQLException {
    control.execute(sql);
  }

  /**
   * Adds a row to the current batch; a change of statement runs what came before, so order is kept.
   *
   * @param picked the positions of the values that are the statement's parameters
   */
  void add(String sql, List<@Nullable Object> values, int[] picked) throws SQLException {
    PreparedStatement statement = statement(sql);
    if (statement != batch) {
      flush();
      batch = statement;
    }
    for (int i = 0; i < picked.length; i++) {
      statement.setObject(i + 1, values.get(picked[i]));
    }
    statement.addBatch();
  }

  /** Runs the current batch. */
  void flush() throws SQLException {
    PreparedStatement full = batch;
    batch = null;
    if (full != null) {
      full.executeBatch();
    }
  }

  /** Makes what is committed survive a power failure. */
  void checkpoint() throws SQLException {
    // An open result is a reader that keeps the next checkpoint, of another task, from finishing.
    control.executeQuery("PRAGMA wal_checkpoint(PASSIVE)").close();
  }

  /** Returns a number that changes with every change of the schema, by whomever. */
  int schemaVersion() throws SQLException {
    try (ResultSet result = statement("PRAGMA schema_version").executeQuery()) {
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

  /** Returns where the topic-partition goes on, if the file knows. */
  @Nullable Long nextOffset(String connector, TopicPartition partition) throws SQLException {
    if (!offsetsTableExists && catalog.describe(OFFSETS_TABLE).isEmpty()) {
      return null;
    }
    PreparedStatement statement = statement(READ_OFFSET);
    bind(statement, 1, connector, partition);
    try (ResultSet result = statement.executeQuery()) {
      return result.next() ? (Long) result.getLong(1) : null;
    }
  }

  /** Moves the offset on if it still is the expected one, and says whether it was. */
  boolean advance(String connector, TopicPartition partition, @Nullable Long expected, long next)
      throws SQLException {
    PreparedStatement statement = statement(expected == null ? FIRST_OFFSET : ADVANCE_OFFSET);
    statement.setLong(1, next);
    bind(statement, 2, connector, partition);
    if (expected != null) {
      statement.setLong(5, expected);
    }
    return statement.executeUpdate() == 1;
  }

  /** Sets the offset whatever it was, or removes it. */
  void replaceOffset(String connector, TopicPartition partition, @Nullable Long next)
      throws SQLException {
    PreparedStatement statement = statement(next == null ? REMOVE_OFFSET : REPLACE_OFFSET);
    if (next != null) {
      statement.setLong(1, next);
    }
    bind(statement, next == null ? 1 : 2, connector, partition);
    statement.executeUpdate();
  }

  void removeOffsets(String connector) throws SQLException {
    PreparedStatement statement = statement(REMOVE_OFFSETS);
    statement.setString(1, connector);
    statement.executeUpdate();
  }

  @Override
  public void close() {
    lock.release();
    statements.clear();
    closeQuietly(control);
    closeQuietly(connection);
  }

  private PreparedStatement statement(String sql) throws SQLException {
    PreparedStatement known = statements.find(sql);
    if (known != null) {
      return known;
    }
    PreparedStatement statement = connection.prepareStatement(sql);
    statements.put(sql, statement);
    return statement;
  }

  private static void bind(
      PreparedStatement statement, int first, String connector, TopicPartition partition)
      throws SQLException {
    statement.setString(first, connector);
    statement.setString(first + 1, partition.topic());
    statement.setInt(first + 2, partition.partition());
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

  /** Proves that the file can be written, unless another writer proves it just now. */
  private void prepareOffsets() throws SQLException {
    try {
      begin();
      commit();
    } catch (SQLException e) {
      rollback();
      if (SqliteFailure.of(e) != SqliteFailure.RETRY) {
        throw e;
      }
      log.warn("{} is locked by another writer; records wait until it is done", file);
    }
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
