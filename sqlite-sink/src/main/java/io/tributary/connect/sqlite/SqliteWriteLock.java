package io.tributary.connect.sqlite;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets one writer at a time of this worker at a file, in the order of asking, however many tasks
 * and connectors write to it. SQLite's own lock is polled, and can starve a task.
 */
final class SqliteWriteLock {
  private static final int BUSY = 5;
  private static final Map<Path, Semaphore> FILES = new ConcurrentHashMap<>();

  private final Semaphore file;
  private final Duration patience;
  private boolean held;

  private SqliteWriteLock(Semaphore file, Duration patience) {
    this.file = file;
    this.patience = patience;
  }

  /**
   * Returns a handle for one writer.
   *
   * @param file which exists
   * @param patience how long to wait for other writers
   */
  static SqliteWriteLock of(Path file, Duration patience) throws IOException {
    return new SqliteWriteLock(
        FILES.computeIfAbsent(file.toRealPath(), path -> new Semaphore(1, true)), patience);
  }

  /** Waits for its turn; fails as SQLite does when it takes too long. */
  void acquire() throws SQLException {
    acquire(patience);
  }

  /** The same for what can as well be done later. */
  void acquire(Duration patience) throws SQLException {
    try {
      if (!file.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new SQLException("Another task of this worker is writing to the file", null, BUSY);
      }
      held = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("Interrupted while another task was writing", null, BUSY);
    }
  }

  /** Ends the turn, if it is ours. */
  void release() {
    if (held) {
      held = false;
      file.release();
    }
  }
}
