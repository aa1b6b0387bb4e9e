package io.tributary.connect.solr;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.common.TopicPartition;

/**
 * What an assigned topic-partition still waits for. Its entries are settled in any order, by any
 * thread; the rest is the task's own thread only.
 */
final class SolrPartition {
  private final TopicPartition id;
  private final Deque<SolrEntry> pending = new ArrayDeque<>();
  private volatile boolean lost;

  SolrPartition(TopicPartition id) {
    this.id = id;
  }

  TopicPartition id() {
    return id;
  }

  /** Takes entries in the order of their offsets. */
  void add(SolrEntry entry) {
    pending.add(entry);
  }

  /**
   * Returns the offset below which everything is settled.
   *
   * @param consumed where the worker stands, which is past records that never came here
   */
  long safe(long consumed) {
    while (!pending.isEmpty() && pending.peek().isSettled()) {
      pending.remove();
    }
    SolrEntry first = pending.peek();
    return first == null ? consumed : Math.min(consumed, first.offset());
  }

  boolean isPending() {
    return !pending.isEmpty();
  }

  /** Another task reads it from now on: what is not on its way to Solr yet stays here. */
  void lose() {
    lost = true;
  }

  boolean isLost() {
    return lost;
  }
}
