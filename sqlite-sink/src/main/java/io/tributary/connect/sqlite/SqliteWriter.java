package io.tributary.connect.sqlite;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers records over several puts and writes them in batches: rows and next offsets in one
 * transaction each. A bad row is set aside without loss of its neighbours.
 */
final class SqliteWriter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SqliteWriter.class);

  /** Large records fill a batch sooner than batch.size does. */
  private static final long MAX_HELD_BYTES = 32L << 20;

  private final String connector;
  private final SqliteDatabase database;
  private final SqliteMapper mapper;
  private final SqliteTables tables;
  private final SqliteReports reports;
  private final Map<TopicPartition, SqlitePartition> partitions = new HashMap<>();
  private final int batchSize;
  private final long lingerNanos;
  private final List<Entry> held = new ArrayList<>();
  private long heldBytes;
  private long heldSince;

  /** The records of a put that failed for now: the worker delivers the very same ones again. */
  private final Set<SinkRecord> redelivered = Collections.newSetFromMap(new IdentityHashMap<>());

  private @Nullable RuntimeException failure;

  /** A record on its way; what it does changes to Rejected, and to Nothing once reported. */
  private record Entry(SinkRecord record, SqlitePartition partition, SqliteChange change) {
    long offset() {
      return record.originalKafkaOffset();
    }

    Entry with(SqliteChange other) {
      return new Entry(record, partition, other);
    }

    /** Roughly how much memory it takes until it is written. */
    long bytes() {
      return change instanceof SqliteChange.Statement statement
          ? SqliteConversion.bytes(statement.values())
          : 0;
    }

    Entry rejected(DataException reason) {
      return with(
          new SqliteChange.Rejected(
              new DataException(
                  "Cannot write %s@%d: %s".formatted(partition.id(), offset(), reason.getMessage()),
                  reason)));
    }
  }

  private enum Outcome {
    COMMITTED,
    /** The file was ahead of this task, which has caught up and can try again. */
    OVERTAKEN,
    /** At least one row does not fit; nothing was written. */
    BAD_ROW
  }

  SqliteWriter(
      SqliteSinkConfig config, SqliteDatabase database, @Nullable ErrantRecordReporter reporter) {
    this.connector = config.connector();
    this.database = database;
    this.mapper = new SqliteMapper(config);
    this.tables = new SqliteTables(database, config);
    this.reports = new SqliteReports(reporter);
    this.batchSize = config.batchSize();
    this.lingerNanos = config.linger().toNanos();
  }

  /**
   * Opens the database that the configuration names.
   *
   * @param reporter null if the worker tolerates no errors
   */
  static SqliteWriter start(SqliteSinkConfig config, @Nullable ErrantRecordReporter reporter) {
    SqliteDatabase database = SqliteDatabase.open(config.database(), config.busyTimeout());
    log.info(
        "Writing to {} with insert.mode={} and pk.mode={}",
        database.file(),
        config.getString(SqliteSinkConfig.INSERT_MODE),
        config.getString(SqliteSinkConfig.PK_MODE));
    return new SqliteWriter(config, database, reporter);
  }

  /** Takes over partitions and returns where the consumer has to go on, where the file knows. */
  Map<TopicPartition, Long> open(Collection<TopicPartition> assigned) {
    Map<TopicPartition, Long> positions = new HashMap<>();
    for (TopicPartition id : assigned) {
      try {
        Long stored = database.nextOffset(connector, id);
        partitions.put(id, new SqlitePartition(id, stored, !redelivered.isEmpty()));
        if (stored != null) {
          positions.put(id, stored);
        }
      } catch (SQLException e) {
        throw fatal("read the offsets in", e);
      }
    }
    return positions;
  }

  /** Gives partitions up; what is held of them will be delivered to their next owner. */
  void close(Collection<TopicPartition> revoked) {
    partitions.keySet().removeAll(revoked);
    held.removeIf(entry -> revoked.contains(entry.partition().id()));
    heldBytes = held.stream().mapToLong(Entry::bytes).sum();
  }

  /**
   * Takes the records, and writes what is held once that is a full batch or old enough. To be
   * called without records too, so that time is noticed.
   *
   * @throws RetriableException if nothing was written; what is held stays so
   * @throws DataException naming the first bad record if nobody takes it; what came before it is
   *     written
   * @throws ConnectException if nothing can be written until someone acts
   */
  void put(Collection<SinkRecord> records) {
    if (failure != null) {
      throw failure;
    }
    try {
      admit(records);
      if (isDue()) {
        flush();
      }
      redelivered.clear();
    } catch (RetriableException e) {
      redelivered.addAll(records);
      throw e;
    } catch (RuntimeException e) {
      // The worker still asks for offsets before it closes the task.
      failure = e;
      throw e;
    }
  }

  private boolean isDue() {
    return held.size() >= batchSize
        || heldBytes >= MAX_HELD_BYTES
        || (!held.isEmpty() && System.nanoTime() - heldSince >= lingerNanos);
  }

  /** Returns how long what is held may still wait, if anything is. */
  Optional<Duration> dueIn() {
    return held.isEmpty()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(lingerNanos - (System.nanoTime() - heldSince)));
  }

  /**
   * Writes what can be written now and returns the offsets that are safe to commit. It does not
   * throw: the worker would go back to offsets that the file has left behind. A lasting failure is
   * thrown by the next put.
   */
  Map<TopicPartition, OffsetAndMetadata> commit(Map<TopicPartition, OffsetAndMetadata> consumed) {
    try {
      // A batch that the worker is about to deliver again must find things as it left them.
      if (failure == null && redelivered.isEmpty()) {
        flush();
        pass(consumed);
      }
    } catch (RetriableException e) {
      log.debug("Rows wait for the next put", e);
    } catch (RuntimeException e) {
      failure = e;
    }
    Set<SqlitePartition> unfinished = new HashSet<>();
    held.forEach(entry -> unfinished.add(entry.partition()));
    Map<TopicPartition, OffsetAndMetadata> safe = new HashMap<>();
    consumed.forEach(
        (id, next) -> {
          SqlitePartition partition = partitions.get(id);
          if (failure == null
              && !unfinished.contains(partition)
              && (partition == null || !partition.isExpectingLeftovers())) {
            safe.put(id, next);
          } else if (partition != null && partition.stored() != null) {
            safe.put(id, new OffsetAndMetadata(partition.stored()));
          }
        });
    return safe;
  }

  private void flush() {
    if (held.isEmpty()) {
      return;
    }
    // What is held stays whole until it is written: a failure half-way must not shorten it.
    List<Entry> batch = new ArrayList<>(held);
    Optional<DataException> end = writeGood(batch);
    end.ifPresent(problem -> failure = problem);
    Map<SqlitePartition, Long> ends = ends(batch);
    boolean durable = ends.keySet().stream().allMatch(partition -> partition.stored() != null);
    ends.forEach(SqlitePartition::done);
    held.clear();
    heldBytes = 0;
    reports.clear();
    if (!durable) {
      makeDurable();
    }
    if (end.isPresent()) {
      throw end.get();
    }
  }

  /**
   * Moves past records that the worker consumed but never delivered, because a transform or a
   * converter dropped them. Otherwise each restart would go back to them, and those in the dead
   * letter queue would get there again. What fails here is made up for the next time.
   */
  private void pass(Map<TopicPartition, OffsetAndMetadata> consumed) {
    Map<SqlitePartition, Long> ends = new LinkedHashMap<>();
    consumed.forEach(
        (id, next) -> {
          SqlitePartition partition = partitions.get(id);
          if (partition != null && partition.isBehind(next.offset())) {
            ends.put(partition, next.offset());
          }
        });
    if (ends.isEmpty()) {
      return;
    }
    try {
      database.begin();
      for (Map.Entry<SqlitePartition, Long> end : ends.entrySet()) {
        SqlitePartition partition = end.getKey();
        if (!database.advance(connector, partition.id(), partition.stored(), end.getValue())) {
          rollback();
          return;
        }
      }
      database.commit();
      ends.forEach(SqlitePartition::done);
    } catch (SQLException e) {
      rollback();
      log.debug("Cannot store offsets of records that were dropped before the sink", e);
    }
  }

  @Override
  public void close() {
    database.close();
  }

  private void admit(Collection<SinkRecord> records) {
    Set<TopicPartition> lost = new HashSet<>();
    for (SinkRecord record : records) {
      var id = new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
      SqlitePartition partition = partitions.get(id);
      if (partition == null) {
        // A batch that is tried again can hold what a rebalance has since given to another task.
        lost.add(id);
        continue;
      }
      if (partition.isLeftover(redelivered.contains(record))) {
        // Of before the partition was given away: what was held before it is gone, and the consumer
        // goes back to where the file ends.
        continue;
      }
      var entry = new Entry(record, partition, new SqliteChange.Nothing());
      if (partition.admit(entry.offset())) {
        hold(partition.holds(entry.offset()) ? entry : map(entry));
      }
    }
    if (!lost.isEmpty()) {
      log.warn("Leaving records of {}, which this task no longer has, to their new owner", lost);
    }
  }

  private void hold(Entry entry) {
    if (held.isEmpty()) {
      heldSince = System.nanoTime();
    }
    held.add(entry);
    heldBytes += entry.bytes();
  }

  private Entry map(Entry entry) {
    try {
      return entry.with(mapper.map(entry.record()));
    } catch (DataException e) {
      return entry.rejected(e);
    }
  }

  /** Writes what can be written, and returns why the batch was cut short, if it was. */
  private Optional<DataException> writeGood(List<Entry> batch) {
    Optional<DataException> end = Optional.empty();
    while (true) {
      Optional<DataException> cut = setAside(batch);
      end = cut.isPresent() ? cut : end;
      switch (attempt(batch)) {
        case COMMITTED -> {
          return end;
        }
        case OVERTAKEN -> log.info("An earlier owner wrote a part of this batch; skipping that");
        case BAD_ROW -> findBadRows(batch);
      }
    }
  }

  /** Reports bad records, or cuts the batch before the first one that nobody takes. */
  private Optional<DataException> setAside(List<Entry> batch) {
    Optional<DataException> cut = Optional.empty();
    for (int i = 0; i < batch.size(); i++) {
      Entry entry = batch.get(i);
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

  private Outcome attempt(List<Entry> batch) {
    List<Entry> fresh =
        batch.stream().filter(entry -> !entry.partition().holds(entry.offset())).toList();
    if (fresh.isEmpty()) {
      return Outcome.COMMITTED;
    }
    try {
      database.begin();
      tables.begun();
      // Under the lock that begin() took: nobody changes the offset between this and the commit.
      for (Map.Entry<SqlitePartition, Long> end : ends(fresh).entrySet()) {
        SqlitePartition partition = end.getKey();
        if (!database.advance(connector, partition.id(), partition.stored(), end.getValue())) {
          Long actual = database.nextOffset(connector, partition.id());
          rollback();
          partition.overtaken(actual);
          return Outcome.OVERTAKEN;
        }
      }
      for (Entry entry : fresh) {
        if (entry.change() instanceof SqliteChange.Statement statement) {
          tables.apply(statement);
        }
      }
      database.flush();
      database.commit();
      tables.committed();
      return Outcome.COMMITTED;
    } catch (SQLException e) {
      rollback();
      return badRowOrThrow(e);
    } catch (DataException e) {
      rollback();
      return Outcome.BAD_ROW;
    } catch (RuntimeException e) {
      rollback();
      throw e;
    }
  }

  /** Tries each row alone and marks those that do not fit; leaves the database as it was. */
  private void findBadRows(List<Entry> batch) {
    boolean found = false;
    try {
      database.begin();
      tables.begun();
      for (int i = 0; i < batch.size() && !(found && !reports.possible()); i++) {
        Entry entry = batch.get(i);
        if (entry.change() instanceof SqliteChange.Statement statement
            && !entry.partition().holds(entry.offset())) {
          Optional<DataException> reason = tryAlone(statement);
          if (reason.isPresent()) {
            batch.set(i, entry.rejected(reason.get()));
            found = true;
          }
        }
      }
    } catch (SQLException e) {
      rollback();
      badRowOrThrow(e);
    }
    rollback();
    if (!found) {
      throw new ConnectException(
          "%s refuses the batch as a whole, but each of its rows alone is accepted"
              .formatted(database.file()));
    }
  }

  private Optional<DataException> tryAlone(SqliteChange.Statement statement) throws SQLException {
    DataException reason;
    database.savepoint();
    try {
      tables.apply(statement);
      database.flush();
      database.releaseSavepoint();
      return Optional.empty();
    } catch (DataException e) {
      reason = e;
    } catch (SQLException e) {
      if (SqliteFailure.of(e) != SqliteFailure.BAD_RECORD) {
        throw e;
      }
      reason = new DataException(String.valueOf(e.getMessage()), e);
    }
    database.rollbackToSavepoint();
    tables.rolledBack();
    return Optional.of(reason);
  }

  private void rollback() {
    database.rollback();
    tables.rolledBack();
  }

  private Outcome badRowOrThrow(SQLException failure) {
    return switch (SqliteFailure.of(failure)) {
      case BAD_RECORD -> Outcome.BAD_ROW;
      case RETRY ->
          throw new RetriableException(
              "%s is locked by another writer".formatted(database.file()), failure);
      case FATAL -> throw fatal("write to", failure);
    };
  }

  /**
   * Kafka will soon remember that these first records are done. If a power failure took their rows
   * and the file's memory of the partition with them, nobody would read them again.
   */
  private void makeDurable() {
    try {
      database.checkpoint();
    } catch (SQLException e) {
      throw fatal("checkpoint", e);
    }
  }

  private ConnectException fatal(String action, SQLException failure) {
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

  private static Map<SqlitePartition, Long> ends(List<Entry> batch) {
    Map<SqlitePartition, Long> ends = new LinkedHashMap<>();
    for (Entry entry : batch) {
      ends.put(entry.partition(), entry.offset() + 1);
    }
    return ends;
  }
}
