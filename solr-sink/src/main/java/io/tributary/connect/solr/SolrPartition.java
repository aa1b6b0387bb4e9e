package io.tributary.connect.solr;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;

/**
 * What an assigned topic-partition still waits for. Its entries are settled in any order, by any
 * thread; the rest is the task's own thread only.
 */
final class SolrPartition {
  private final TopicPartition id;
  private final Deque<SolrEntry> pending = new ArrayDeque<>();
  private final AtomicInteger waiting = new AtomicInteger();
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
    waiting.incrementAndGet();
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

  /** One of its entries is settled. */
  void settled() {
    waiting.decrementAndGet();
  }

  /** Returns how many of its entries are not settled. */
  int waiting() {
    return waiting.get();
  }

  /** Returns how many entries it keeps, with those that are settled after one that is not. */
  int kept() {
    return pending.size();
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
