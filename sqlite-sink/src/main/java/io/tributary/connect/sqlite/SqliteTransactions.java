package io.tributary.connect.sqlite;

import java.sql.SQLException;
import java.time.Duration;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;

/** Transactions on one file: what the offsets and the tables remember of it follows them. */
final class SqliteTransactions {
  private final SqliteDatabase database;
  private final SqliteOffsets offsets;
  private final SqliteTables tables;
  private long begun;
  private boolean open;
  private Duration spent = Duration.ZERO;

  SqliteTransactions(SqliteDatabase database, SqliteOffsets offsets, SqliteTables tables) {
    this.database = database;
    this.offsets = offsets;
    this.tables = tables;
  }

  /**
   * Begins one; {@link #rollback} is due if this fails too.
   *
   * @param durably whether its commit has to survive a power failure
   */
  void begin(boolean durably) throws SQLException {
    database.begin(durably);
    begun = System.nanoTime();
    open = true;
    offsets.begun();
    tables.begun();
  }

  void commit() throws SQLException {
    database.commit();
    ended();
    offsets.committed();
    tables.committed();
  }

  void rollback() {
    database.rollback();
    ended();
    tables.rolledBack();
  }

  /** Returns how long transactions have kept other writers waiting since this was asked before. */
  Duration takeSpent() {
    Duration taken = spent;
    spent = Duration.ZERO;
    return taken;
  }

  private void ended() {
    if (open) {
      open = false;
      spent = spent.plus(Duration.ofNanos(System.nanoTime() - begun));
    }
  }

  /** Returns what to throw: retriable if the same may do later. */
  ConnectException failure(String action, SQLException failure) {
    if (SqliteFailure.of(failure) == SqliteFailure.RETRY) {
      return new RetriableException(
          "%s is locked by another writer".formatted(database.file()), failure);
    }
    return new ConnectException(
        "Cannot %s %s (property %s): %s. What to do: %s"
            .formatted(
                action,
                database.file(),
                SqliteSinkConfig.DATABASE,
                failure.getMessage(),
                SqliteFailure.advice(failure)),
        failure);
  }
}
