package io.tributary.connect.sqlite;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** The records that wait to be written together, and how long they may. */
final class SqliteBatch {
  /** Large records fill a batch sooner than batch.size does. */
  private static final long MAX_BYTES = 32L << 20;

  private final int maxRecords;
  private final long lingerNanos;
  private final List<SqliteEntry> entries = new ArrayList<>();
  private long bytes;
  private long since;

  SqliteBatch(int maxRecords, Duration linger) {
    this.maxRecords = maxRecords;
    this.lingerNanos = linger.toNanos();
  }

  void add(SqliteEntry entry) {
    if (entries.isEmpty()) {
      since = System.nanoTime();
    }
    entries.add(entry);
    bytes += entry.bytes();
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Says whether it is full or old enough. */
  boolean isDue() {
    return entries.size() >= maxRecords
        || bytes >= MAX_BYTES
        || (!entries.isEmpty() && age() >= lingerNanos);
  }

  /** Returns how long the records may still wait, if there are any. */
  Optional<Duration> dueIn() {
    return entries.isEmpty()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(lingerNanos - age()));
  }

  /** Returns a copy: what is held stays whole until it is written, however often that is tried. */
  List<SqliteEntry> entries() {
    return new ArrayList<>(entries);
  }

  Set<SqlitePartition> partitions() {
    Set<SqlitePartition> partitions = new HashSet<>();
    entries.forEach(entry -> partitions.add(entry.partition()));
    return partitions;
  }

  /** Leaves the records of partitions to their next owner. */
  void drop(Collection<TopicPartition> lost) {
    entries.removeIf(entry -> lost.contains(entry.partition().id()));
    bytes = entries.stream().mapToLong(SqliteEntry::bytes).sum();
  }

  void clear() {
    entries.clear();
    bytes = 0;
  }

  private long age() {
    return System.nanoTime() - since;
  }
}
