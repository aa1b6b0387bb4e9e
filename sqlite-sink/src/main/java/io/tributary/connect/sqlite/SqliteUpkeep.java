package io.tributary.connect.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the write-ahead log from growing without bound and the query planner's statistics fresh.
 * Nothing here is worth failing for.
 */
final class SqliteUpkeep {
  /** Above what one transaction of 200,000 rows with random keys adds in a large file. */
  static final long MAX_LOG_BYTES = 1L << 30;

  private static final Logger log = LoggerFactory.getLogger(SqliteUpkeep.class);
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(10);
  private static final Duration BETWEEN_WARNINGS = Duration.ofHours(1);
  private static final Duration BETWEEN_OPTIMIZATIONS = Duration.ofHours(1);

  private final SqliteDatabase database;
  private final Clock clock;
  private final long maxLogBytes;
  private Instant nextAttempt = Instant.EPOCH;
  private Instant nextWarning = Instant.EPOCH;
  private Instant nextOptimization;

  SqliteUpkeep(SqliteDatabase database, Clock clock, long maxLogBytes) {
    this.database = database;
    this.clock = clock;
    this.maxLogBytes = maxLogBytes;
    this.nextOptimization = clock.instant().plus(BETWEEN_OPTIMIZATIONS);
  }

  /** Does what is due; to be called between batches. */
  void run() {
    Instant now = clock.instant();
    try {
      if (isDue(now, nextAttempt, BETWEEN_ATTEMPTS)) {
        boundLog(now);
      }
      if (isDue(now, nextOptimization, BETWEEN_OPTIMIZATIONS)) {
        nextOptimization = now.plus(BETWEEN_OPTIMIZATIONS);
        database.optimize();
      }
    } catch (SQLException | IOException e) {
      log.debug("Upkeep of {} has to wait", database.file(), e);
    }
  }

  /** Refreshes the statistics for whoever opens the file next. */
  void finish() {
    try {
      database.optimize();
    } catch (SQLException e) {
      log.debug("Statistics of {} stay as they are", database.file(), e);
    }
  }

  private void boundLog(Instant now) throws SQLException, IOException {
    long size = logSize();
    if (size <= maxLogBytes) {
      return;
    }
    nextAttempt = now.plus(BETWEEN_ATTEMPTS);
    if (!database.truncateLog() && isDue(now, nextWarning, BETWEEN_WARNINGS)) {
      nextWarning = now.plus(BETWEEN_WARNINGS);
      log.warn(
          """
          {} has grown to {} MB: a program that has been reading the database for long keeps it \
          from being emptied. It shrinks when that ends its transaction""",
          database.log(),
          size >> 20);
    }
  }

  /** A clock that was set back does not put anything off for longer than its interval. */
  private static boolean isDue(Instant now, Instant next, Duration interval) {
    return !now.isBefore(next) || next.isAfter(now.plus(interval));
  }

  private long logSize() throws IOException {
    try {
      return Files.size(database.log());
    } catch (NoSuchFileException e) {
      return 0;
    }
  }
}
