package io.tributary.connect.sqlite;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/** The records that wait to be written together, by file, and how long they may. */
final class SqliteBatch {
  /** Large records fill a batch sooner than batch.size does. */
  private static final long MAX_BYTES = 32L << 20;

  private final int maxRecords;
  private final long lingerNanos;
  private final Map<SqliteFileWriter, List<SqliteEntry>> entries = new LinkedHashMap<>();
  private int count;
  private long bytes;
  private long since;

  SqliteBatch(int maxRecords, Duration linger) {
    this.maxRecords = maxRecords;
    this.lingerNanos = linger.toNanos();
  }

  void add(SqliteFileWriter file, SqliteEntry entry) {
    if (count == 0) {
      since = System.nanoTime();
    }
    entries.computeIfAbsent(file, any -> new ArrayList<>()).add(entry);
    count++;
    bytes += entry.bytes();
  }

  /** Says whether it is full or old enough. */
  boolean isDue() {
    return count >= maxRecords || bytes >= MAX_BYTES || (count > 0 && age() >= lingerNanos);
  }

  /** Returns how long the records may still wait, if there are any. */
  Optional<Duration> dueIn() {
    return count == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(lingerNanos - age()));
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

  private void recount() {
    count = entries.values().stream().mapToInt(List::size).sum();
    bytes = all().mapToLong(SqliteEntry::bytes).sum();
  }

  private Stream<SqliteEntry> all() {
    return entries.values().stream().flatMap(List::stream);
  }

  private long age() {
    return System.nanoTime() - since;
  }
}
