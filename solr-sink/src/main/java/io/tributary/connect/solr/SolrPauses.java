package io.tributary.connect.solr;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * Pauses partitions while too many of their records wait, those with the most first: what waits for
 * one collection leaves the others room.
 */
final class SolrPauses {
  /** Large records fill the memory sooner than max.buffered.records says. */
  private static final long MAX_BYTES = 64L << 20;

  /** A settled record that an older one holds back takes some bytes only. */
  private static final int MAX_KEPT = 10;

  private static final Comparator<SolrPartition> BY_WAITING =
      Comparator.comparingInt(SolrPartition::waiting);

  private final SinkTaskContext context;
  private final int most;

  /** Also partitions that are another task's now: the worker forgets them, and they may return. */
  private final Set<TopicPartition> paused = new HashSet<>();

  SolrPauses(SinkTaskContext context, int most) {
    this.context = context;
    this.most = most;
  }

  /**
   * Pauses and resumes.
   *
   * @param bytes what waits for Solr, roughly
   */
  void update(Collection<SolrPartition> assigned, long bytes) {
    List<SolrPartition> least = assigned.stream().sorted(BY_WAITING).toList();
    long all = least.stream().mapToLong(SolrPartition::waiting).sum();
    // Twice as many: several partitions have been paused, each full.
    boolean stop = bytes >= MAX_BYTES || all >= 2L * most;
    boolean go = bytes <= MAX_BYTES / 2 && all <= most + most / 2L;
    long running = 0;
    for (SolrPartition partition : least) {
      boolean fits = running + partition.waiting() <= most / 2;
      boolean keepsLittle = partition.kept() <= most * (MAX_KEPT / 2L);
      if (paused.contains(partition.id())) {
        if (go && fits && keepsLittle && paused.remove(partition.id())) {
          context.resume(partition.id());
        }
      } else if (stop || (all >= most && !fits) || partition.kept() >= (long) most * MAX_KEPT) {
        paused.add(partition.id());
      }
      if (paused.contains(partition.id())) {
        // Each time: after a rebalance the worker may not know.
        context.pause(partition.id());
      } else {
        running += partition.waiting();
      }
    }
  }

  /** Says whether some of them are paused. */
  boolean isAny(Collection<SolrPartition> assigned) {
    return !paused.isEmpty()
        && assigned.stream().anyMatch(partition -> paused.contains(partition.id()));
  }
}
