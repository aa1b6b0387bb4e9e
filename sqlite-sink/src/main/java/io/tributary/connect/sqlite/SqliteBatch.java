package io.tributary.connect.sqlite;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/** The records that wait to be written together, by file, and how long they may. */
final class SqliteBatch {
  /** What no record waits longer for, however long transactions take. */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /** What a transaction should not take much longer than. */
  static final Duration LONG = Duration.ofSeconds(10);

  /** What is tried before anything is known about the disk, and what any disk can do in time. */
  static final int FIRST_RECORDS = 50_000;

  private static final int FEWEST_RECORDS = 1_000;

  private final int maxRecords;
  private final long maxBytes;
  private final long lingerNanos;
  private final LongSupplier nanoTime;
  private final SqliteRecordSize sizes = new SqliteRecordSize();
  private final Map<SqliteFileWriter, List<SqliteEntry>> entries = new LinkedHashMap<>();
  private int count;
  private long bytes;
  private long since;
  private long wait;
  private int limit;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  SqliteBatch(int maxRecords, long maxBytes, Duration linger, LongSupplier nanoTime) {
    this.maxRecords = maxRecords;
    this.maxBytes = maxBytes;
    this.lingerNanos = linger.toNanos();
    this.nanoTime = nanoTime;
    this.wait = lingerNanos;
    this.limit = Math.min(maxRecords, FIRST_RECORDS);
  }

  void add(SqliteFileWriter file, SqliteEntry entry) {
    if (count == 0) {
      since = nanoTime.getAsLong();
    }
    entries.computeIfAbsent(file, any -> new ArrayList<>()).add(entry);
    count++;
    bytes += sizes.of(entry.record());
  }

  /** Says whether it is full or old enough. */
  boolean isDue() {
    return count >= limit || bytes >= maxBytes || (count > 0 && age() >= wait);
  }

  /** Returns how long the records may still wait, if there are any. */
  Optional<Duration> dueIn() {
    return count == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(wait - age()));
  }

  /** Returns the files that records wait for. */
  List<SqliteFileWriter> files() {
    return List.copyOf(entries.keySet());
  }

  /** Returns a copy: what is held stays whole until it is written, however often that is tried. */
  List<SqliteEntry> entries(SqliteFileWriter file) {
    return new ArrayList<>(entries.getOrDefault(file, List.of()));
  }

  Set<SqlitePartition> partitions() {
    return all().map(SqliteEntry::partition).collect(Collectors.toSet());
  }

  /** Leaves the records of partitions to their next owner. */
  void drop(Collection<TopicPartition> lost) {
    entries.values().forEach(some -> some.removeIf(entry -> lost.contains(entry.partition().id())));
    entries.values().removeIf(List::isEmpty);
    recount();
  }

  /** Lets go of what is written. */
  void clear(SqliteFileWriter file) {
    entries.remove(file);
    recount();
  }

  /**
   * Learns how long it has taken to write what was held, without the time that others were waited
   * for. The next records wait as long, if they may wait at all: when rows come faster than they
   * are written, transactions grow, and large ones are cheaper by the row. On a slow disk they
   * shrink again.
   */
  void took(int records, Duration transactions) {
    if (lingerNanos > 0) {
      wait = Math.max(lingerNanos, Math.min(transactions.toNanos(), LONGEST_WAIT.toNanos()));
    }
    if (transactions.compareTo(LONG) > 0) {
      limit = Math.min(maxRecords, Math.max(FEWEST_RECORDS, Math.min(limit, records) / 2));
    } else if (records >= limit && transactions.multipliedBy(2).compareTo(LONG) < 0) {
      limit = (int) Math.min(maxRecords, 2L * limit);
    }
  }

  int size() {
    return count;
  }

  private void recount() {
    count = entries.values().stream().mapToInt(List::size).sum();
    bytes = all().mapToLong(entry -> sizes.of(entry.record())).sum();
  }

  private Stream<SqliteEntry> all() {
    return entries.values().stream().flatMap(List::stream);
  }

  private long age() {
    return nanoTime.getAsLong() - since;
  }
}
