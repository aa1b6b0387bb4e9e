package io.tributary.connect.sqlite;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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

/** Gathers the records of the assigned partitions over several puts, and has them written. */
final class SqliteWriter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SqliteWriter.class);

  private final SqliteFiles files;
  private final SqliteMapper mapper;
  private final SqliteBatch held;
  private final boolean startsAnew;
  private final boolean adoptsResets;
  private final Map<TopicPartition, SqlitePartition> partitions = new HashMap<>();

  /** The records of a put that failed for now: the worker delivers the very same ones again. */
  private final Set<SinkRecord> redelivered = Collections.newSetFromMap(new IdentityHashMap<>());

  private @Nullable RuntimeException failure;
  private boolean untidy;

  SqliteWriter(SqliteSinkConfig config, SqliteFiles files) {
    this.files = files;
    this.mapper = new SqliteMapper(config);
    this.held =
        new SqliteBatch(
            config.batchSize(), config.batchMaxBytes(), config.linger(), System::nanoTime);
    this.startsAnew = config.startsAnew();
    this.adoptsResets = config.adoptsResets();
  }

  /**
   * Opens what the configuration names.
   *
   * @param reporter null if the worker tolerates no errors
   */
  static SqliteWriter start(SqliteSinkConfig config, @Nullable ErrantRecordReporter reporter) {
    var files =
        new SqliteFiles(
            config,
            path -> SqliteDatabase.open(path, config.busyTimeout()),
            Clock.systemUTC(),
            reporter);
    files.openEarly();
    return new SqliteWriter(config, files);
  }

  /** Takes over partitions and returns where the consumer has to go on, unless Kafka knows best. */
  Map<TopicPartition, Long> open(Collection<TopicPartition> assigned) {
    Map<TopicPartition, Long> positions = new HashMap<>();
    for (TopicPartition id : assigned) {
      SqliteOffset stored = files.of(id.topic()).find(id);
      partitions.put(id, new SqlitePartition(id, stored, !redelivered.isEmpty()));
      if (stored.next() != null) {
        positions.put(id, stored.next());
      } else if (startsAnew) {
        positions.put(id, 0L);
      }
    }
    files.keepOnly(
        partitions.keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet()));
    return positions;
  }

  /** Gives partitions up; what is held of them will be delivered to their next owner. */
  void close(Collection<TopicPartition> revoked) {
    partitions.keySet().removeAll(revoked);
    held.drop(revoked);
    files.all().forEach(file -> file.forget(revoked));
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
      if (held.isDue()) {
        flush();
        tidy();
      } else if (records.isEmpty()) {
        tidy();
      }
      if (!redelivered.isEmpty()) {
        redelivered.clear();
        partitions.values().forEach(SqlitePartition::redelivered);
      }
    } catch (RetriableException e) {
      redelivered.addAll(records);
      records.stream()
          .map(record -> partitions.get(id(record)))
          .filter(Objects::nonNull)
          .forEach(SqlitePartition::redeliver);
      throw e;
    } catch (RuntimeException e) {
      // The worker still asks for offsets before it closes the task.
      failure = e;
      throw e;
    }
  }

  /** Returns in what time at the latest there is something to do, if anything is known. */
  Optional<Duration> dueIn() {
    return untidy ? Optional.of(Duration.ZERO) : held.dueIn();
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
    boolean settled = failure == null && redelivered.isEmpty();
    Set<SqlitePartition> unfinished = held.partitions();
    Map<TopicPartition, OffsetAndMetadata> safe = new HashMap<>();
    consumed.forEach(
        (id, next) -> {
          SqlitePartition partition = partitions.get(id);
          if (settled
              && !unfinished.contains(partition)
              && (partition == null || !partition.isExpectingLeftovers())) {
            safe.put(id, next);
          } else if (partition != null && partition.stored().next() != null) {
            safe.put(id, new OffsetAndMetadata(partition.stored().next()));
          }
        });
    return safe;
  }

  @Override
  public void close() {
    files.close();
  }

  /** Writes what is held to every file, also if one of them is locked. */
  private void flush() {
    int records = held.size();
    Duration spent = Duration.ZERO;
    Optional<DataException> end = Optional.empty();
    RetriableException locked = null;
    for (SqliteFileWriter file : held.files()) {
      try {
        Optional<DataException> endOfFile = file.write(held.entries(file));
        spent = spent.plus(file.spent());
        held.clear(file);
        end = end.or(() -> endOfFile);
      } catch (RetriableException e) {
        locked = e;
      }
    }
    if (locked == null) {
      held.took(records, spent);
    }
    if (end.isPresent()) {
      throw end.get();
    }
    if (locked != null) {
      throw locked;
    }
  }

  private void tidy() {
    untidy = false;
    for (SqliteFileWriter file : files.all()) {
      untidy |= file.tidy();
    }
  }

  /**
   * Moves past records that the worker consumed but never delivered, because a transform or a
   * converter dropped them. Otherwise each restart would go back to them, and those in the dead
   * letter queue would get there again.
   */
  private void pass(Map<TopicPartition, OffsetAndMetadata> consumed) {
    Map<SqliteFileWriter, Map<SqlitePartition, Long>> ends = new LinkedHashMap<>();
    consumed.forEach(
        (id, next) -> {
          SqlitePartition partition = partitions.get(id);
          if (partition != null && partition.isBehind(next.offset())) {
            ends.computeIfAbsent(files.of(id.topic()), any -> new LinkedHashMap<>())
                .put(partition, next.offset());
          }
        });
    ends.forEach(SqliteFileWriter::pass);
  }

  private void admit(Collection<SinkRecord> records) {
    Set<TopicPartition> lost = new HashSet<>();
    for (SinkRecord record : records) {
      TopicPartition id = id(record);
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
      var entry = new SqliteEntry(record, partition, new SqliteChange.Nothing());
      if (partition.isReset(entry.offset())) {
        startOver(partition, entry.offset());
      }
      if (partition.take(entry.offset())) {
        held.add(files.of(id.topic()), entry.isWritten() ? entry : map(entry));
      }
    }
    if (!lost.isEmpty()) {
      log.warn("Leaving records of {}, which this task no longer has, to their new owner", lost);
    }
  }

  /**
   * Goes on at a lower offset, or refuses to.
   *
   * @throws ConnectException naming both offsets unless the configuration allows it
   */
  private void startOver(SqlitePartition partition, long offset) {
    // What is held of the old topic cannot be read again.
    flush();
    if (!adoptsResets) {
      throw new ConnectException(
          """
          %s delivers offset %d although everything below %d is done: the topic was deleted and \
          created again, or its end was cut off. To write it from its start, stop the connector, \
          reset its offsets (DELETE /connectors/NAME/offsets) and resume it, or set \
          on.offset.reset=adopt"""
              .formatted(partition.id(), offset, partition.next()));
    }
    long expected = partition.next();
    files.of(partition.id().topic()).adopt(partition, offset);
    log.warn(
        """
        {} delivers offset {} although everything below {} is done: the topic was deleted and \
        created again, or its end was cut off. Going on from offset {}""",
        partition.id(),
        offset,
        expected,
        offset);
  }

  private static TopicPartition id(SinkRecord record) {
    return new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
  }

  private SqliteEntry map(SqliteEntry entry) {
    try {
      return entry.with(mapper.map(entry.record()));
    } catch (DataException e) {
      return entry.rejected(e);
    }
  }
}
