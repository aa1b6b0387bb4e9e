package io.tributary.connect.sqlite;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done to a file between batches, so that neither it nor its log grows without bound. */
final class SqliteTidying {
  private static final Logger log = LoggerFactory.getLogger(SqliteTidying.class);

  /** Other writers are waited for at each step, and the worker's next delivery waits meanwhile. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final SqliteTransactions transactions;
  private final SqliteTables tables;
  private final SqliteRetention retention;
  private final SqliteUpkeep upkeep;

  SqliteTidying(
      SqliteTransactions transactions,
      SqliteTables tables,
      SqliteRetention retention,
      SqliteUpkeep upkeep) {
    this.transactions = transactions;
    this.tables = tables;
    this.retention = retention;
    this.upkeep = upkeep;
  }

  /**
   * Deletes old rows in small steps, but more of them than were written, and bounds the log.
   *
   * @param written how many records were since the last time
   * @return whether there is more to do at once
   */
  boolean run(int written) {
    int steps = 1 + 2 * written / SqliteRetention.STEP;
    long end = System.nanoTime() + LONGEST.toNanos();
    boolean more = false;
    for (String table : retention.tables()) {
      int deleted = SqliteRetention.STEP;
      for (int i = 0;
          i < steps && deleted == SqliteRetention.STEP && System.nanoTime() < end;
          i++) {
        deleted = deleteOldest(table);
      }
      more |= deleted == SqliteRetention.STEP;
    }
    upkeep.run();
    return more;
  }

  void finish() {
    upkeep.finish();
  }

  private int deleteOldest(String name) {
    try {
      transactions.begin(false);
      Optional<SqliteTable> table = tables.find(name);
      int deleted = table.isPresent() ? retention.step(name, table.get()) : 0;
      transactions.commit();
      return deleted;
    } catch (SQLException e) {
      transactions.rollback();
      ConnectException failure = transactions.failure("delete old rows from", e);
      if (failure instanceof RetriableException) {
        log.debug("Old rows have to wait", failure);
        return 0;
      }
      throw failure;
    } catch (RuntimeException e) {
      transactions.rollback();
      throw e;
    }
  }
}
