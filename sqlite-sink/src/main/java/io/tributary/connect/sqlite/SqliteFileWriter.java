package io.tributary.connect.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes batches to one file: rows and next offsets in one transaction each. A bad row is set aside
 * without loss of its neighbours.
 */
final class SqliteFileWriter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SqliteFileWriter.class);

  private final SqliteDatabase database;
  private final SqliteOffsets offsets;
  private final SqliteTables tables;
  private final SqliteReports reports;
  private final SqliteTransactions transactions;
  private final SqliteTidying tidying;
  private int written;
  private Duration spent = Duration.ZERO;

  /** What the file said to the batch as a whole. */
  private @Nullable SQLException refusal;

  private enum Outcome {
    COMMITTED,
    /** The file was ahead of this task, which has caught up and can try again. */
    OVERTAKEN,
    /** At least one row does not fit; nothing was written. */
    BAD_ROW
  }

  /** Whether there are bad rows among the first so many of a batch. */
  private record Trial(boolean found, int tried) {}

  private SqliteFileWriter(
      SqliteSinkConfig config,
      SqliteDatabase database,
      Clock clock,
      @Nullable ErrantRecordReporter reporter) {
    this.database = database;
    this.offsets =
        config.exactlyOnce()
            ? new SqliteStoredOffsets(database, config.offsetsId())
            : new SqliteKafkaOffsets(database, config.offsetsId());
    var retention = new SqliteRetention(database, config, clock);
    this.tables = new SqliteTables(database, config, retention);
    this.reports = new SqliteReports(reporter);
    this.transactions = new SqliteTransactions(database, offsets, tables);
    this.tidying =
        new SqliteTidying(
            transactions,
            tables,
            retention,
            new SqliteUpkeep(database, clock, SqliteUpkeep.MAX_LOG_BYTES));
  }

  /**
   * Prepares a database for writing.
   *
   * @param reporter null if the worker tolerates no errors
   */
  static SqliteFileWriter on(
      SqliteDatabase database,
      SqliteSinkConfig config,
      Clock clock,
      @Nullable ErrantRecordReporter reporter) {
    var writer = new SqliteFileWriter(config, database, clock, reporter);
    try {
      writer.proveWritable();
      return writer;
    } catch (RuntimeException e) {
      writer.close();
      throw e;
    }
  }

  Path file() {
    return database.file();
  }

  /** Returns where a topic-partition goes on, as far as the file knows. */
  SqliteOffset find(TopicPartition id) {
    try {
      return offsets.find(id);
    } catch (SQLException e) {
      throw transactions.failure("read the offsets in", e);
    }
  }

  /**
   * Writes what can be written, in order, and tells the partitions. What follows a bad record that
   * nobody takes is left out.
   *
   * @return why records were left out, if any were
   * @throws RetriableException if nothing was written, but the same batch may do later
   * @throws ConnectException if nothing can be written until someone acts
   */
  Optional<DataException> write(List<SqliteEntry> batch) {
    transactions.takeSpent();
    try {
      return writeAll(batch);
    } finally {
      spent = transactions.takeSpent();
    }
  }

  private Optional<DataException> writeAll(List<SqliteEntry> batch) {
    Optional<DataException> end = Optional.empty();
    boolean asArrived = false;
    while (true) {
      Optional<DataException> cut = setAside(batch);
      end = cut.isPresent() ? cut : end;
      switch (attempt(batch, asArrived)) {
        case COMMITTED -> {
          SqliteEntry.ends(batch).forEach(SqlitePartition::done);
          reports.clear();
          written += batch.size();
          return end;
        }
        case OVERTAKEN -> log.info("An earlier owner wrote a part of this batch; skipping that");
        case BAD_ROW -> {
          Trial trial = tryEach(batch);
          if (!trial.found()) {
            if (asArrived) {
              throw refusedAsAWhole();
            }
            asArrived = true;
          } else if (trial.tried() < batch.size() && reports.possible()) {
            // What is known to be good is written at once: the next such row begins from there.
            Optional<DataException> cutHere =
                writeAll(new ArrayList<>(batch.subList(0, trial.tried())));
            if (cutHere.isPresent()) {
              return cutHere;
            }
            batch.subList(0, trial.tried()).clear();
            asArrived = false;
          }
        }
      }
    }
  }

  /**
   * Returns how long the last batch has kept other writers waiting, the search for bad rows too.
   */
  Duration spent() {
    return spent;
  }

  /** Moves offsets on without rows. What fails here is made up for the next time. */
  void pass(Map<SqlitePartition, Long> ends) {
    try {
      transactions.begin(false);
      if (advance(ends).isPresent()) {
        transactions.rollback();
        return;
      }
      transactions.commit();
      ends.forEach(SqlitePartition::done);
    } catch (SQLException e) {
      transactions.rollback();
      log.debug("Cannot store offsets of records that were dropped before the sink", e);
    }
  }

  /**
   * Moves a partition back to an offset from which it starts over, durably: the file would send the
   * consumer to the old place after a power failure, and the new topic may have grown that long.
   *
   * @throws RetriableException if that may be possible later
   * @throws ConnectException if the partition is another task's now
   */
  void adopt(SqlitePartition partition, long offset) {
    SqliteOffset changed = partition.stored().setTo(offset);
    try {
      transactions.begin(true);
      if (!offsets.advance(partition.id(), partition.stored(), changed)) {
        SqliteOffset actual = offsets.find(partition.id());
        transactions.rollback();
        throw partition.fenced(actual);
      }
      transactions.commit();
    } catch (SQLException e) {
      transactions.rollback();
      throw transactions.failure("write to", e);
    }
    partition.adopted(changed);
  }

  /**
   * Does between batches what keeps the file and its log from growing: in small steps, but with
   * more rows deleted than were written.
   *
   * @return whether there is more to do at once
   */
  boolean tidy() {
    int since = written;
    written = 0;
    return tidying.run(since);
  }

  /** Takes its part of the memory that the task has for caches. */
  void shareMemory(int files) {
    try {
      database.shareMemory(files);
    } catch (SQLException e) {
      throw transactions.failure("use", e);
    }
  }

  /** Forgets what it remembers of partitions that another task has now. */
  void forget(Collection<TopicPartition> lost) {
    reports.forget(lost);
  }

  @Override
  public void close() {
    tidying.finish();
    database.close();
  }

  /** Reports bad records, or cuts the batch before the first one that nobody takes. */
  private Optional<DataException> setAside(List<SqliteEntry> batch) {
    Optional<DataException> cut = Optional.empty();
    for (int i = 0; i < batch.size(); i++) {
      SqliteEntry entry = batch.get(i);
      if (entry.change() instanceof SqliteChange.Rejected rejected) {
        try {
          reports.report(entry.record(), rejected.reason());
          batch.set(i, entry.with(new SqliteChange.Nothing()));
        } catch (DataException e) {
          cut = Optional.of(e);
          batch.subList(i, batch.size()).clear();
        }
      }
    }
    reports.await();
    return cut;
  }

  /**
   * Writes a batch in one transaction.
   *
   * @param asArrived whether to keep the order of rows with different keys too
   */
  private Outcome attempt(List<SqliteEntry> batch, boolean asArrived) {
    List<SqliteEntry> fresh = batch.stream().filter(entry -> !entry.isWritten()).toList();
    if (fresh.isEmpty()) {
      return Outcome.COMMITTED;
    }
    Map<SqlitePartition, Long> ends = SqliteEntry.ends(fresh);
    try {
      transactions.begin(offsets.needsDurable(ends.keySet()));
      Optional<SqlitePartition> ahead = advance(ends);
      if (ahead.isPresent()) {
        SqliteOffset actual = offsets.find(ahead.get().id());
        transactions.rollback();
        ahead.get().overtaken(actual);
        return Outcome.OVERTAKEN;
      }
      List<SqliteChange.Statement> arrived = SqliteEntry.statements(fresh);
      for (SqliteChange.Statement statement : asArrived ? arrived : tables.inBestOrder(arrived)) {
        tables.apply(statement);
      }
      database.flush();
      transactions.commit();
      return Outcome.COMMITTED;
    } catch (SQLException e) {
      transactions.rollback();
      return badRowOrThrow(e);
    } catch (DataException e) {
      transactions.rollback();
      return Outcome.BAD_ROW;
    } catch (RuntimeException e) {
      transactions.rollback();
      throw e;
    }
  }

  /**
   * Tries each row alone, as they have arrived, and marks those that do not fit; leaves the
   * database as it was. It ends at a row that has ended the transaction.
   */
  private Trial tryEach(List<SqliteEntry> batch) {
    boolean found = false;
    int tried = 0;
    try {
      transactions.begin(false);
      boolean goesOn = true;
      while (goesOn && tried < batch.size() && !(found && !reports.possible())) {
        int i = tried++;
        SqliteEntry entry = batch.get(i);
        if (entry.change() instanceof SqliteChange.Statement statement && !entry.isWritten()) {
          Optional<DataException> reason = tryAlone(statement);
          if (reason.isPresent()) {
            batch.set(i, entry.rejected(reason.get()));
            found = true;
            goesOn = database.rollbackToSavepoint();
            tables.rolledBack();
          }
        }
      }
    } catch (SQLException e) {
      transactions.rollback();
      badRowOrThrow(e);
    }
    transactions.rollback();
    return new Trial(found, tried);
  }

  private ConnectException refusedAsAWhole() {
    return new ConnectException(
        "%s refuses the batch as a whole, but each of its rows alone is accepted: %s"
            .formatted(file(), refusal == null ? "no reason given" : refusal.getMessage()),
        refusal);
  }

  /** Returns what is wrong with a row; then it is left to the caller to undo it. */
  private Optional<DataException> tryAlone(SqliteChange.Statement statement) throws SQLException {
    database.savepoint();
    try {
      tables.apply(statement);
      database.flush();
      database.releaseSavepoint();
      return Optional.empty();
    } catch (DataException e) {
      return Optional.of(e);
    } catch (SQLException e) {
      if (SqliteFailure.of(e) != SqliteFailure.BAD_RECORD) {
        throw e;
      }
      return Optional.of(new DataException(String.valueOf(e.getMessage()), e));
    }
  }

  /**
   * Moves the offsets, and returns the first partition that is not where it was expected. Nobody
   * else can move one between this and the commit.
   */
  private Optional<SqlitePartition> advance(Map<SqlitePartition, Long> ends) throws SQLException {
    for (Map.Entry<SqlitePartition, Long> end : ends.entrySet()) {
      SqlitePartition partition = end.getKey();
      SqliteOffset next = partition.after(end.getValue());
      if (!offsets.advance(partition.id(), partition.stored(), next)) {
        return Optional.of(partition);
      }
    }
    return Optional.empty();
  }

  /** Fails if the file can only be read, unless another writer proves otherwise just now. */
  private void proveWritable() {
    try {
      transactions.begin(false);
      transactions.commit();
    } catch (SQLException e) {
      transactions.rollback();
      if (SqliteFailure.of(e) != SqliteFailure.RETRY) {
        throw transactions.failure("write to", e);
      }
      log.warn("{} is locked by another writer; records wait until it is done", file());
    }
  }

  private Outcome badRowOrThrow(SQLException failure) {
    if (SqliteFailure.of(failure) == SqliteFailure.BAD_RECORD) {
      refusal = failure;
      return Outcome.BAD_ROW;
    }
    throw transactions.failure("write to", failure);
  }
}
