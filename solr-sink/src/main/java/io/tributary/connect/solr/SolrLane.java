package io.tributary.connect.solr;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The updates of some ids of a collection, in order: one request at a time. Not thread-safe; {@link
 * SolrLanes} guards it.
 */
final class SolrLane {
  private final String collection;
  private final Consumer<SolrUpdate> released;
  private final Deque<SolrUpdate> queue = new ArrayDeque<>();

  /**
   * What has been cut already: a batch that waits for its answer, or the parts of a refused one.
   */
  private final Deque<SolrBatch> cut = new ArrayDeque<>();

  private long waitingSince;
  private int failures;
  private boolean busy;
  private boolean timed;
  private boolean resting;
  private boolean losing;

  /**
   * Starts empty.
   *
   * @param released told of every update that leaves
   */
  SolrLane(String collection, Consumer<SolrUpdate> released) {
    this.collection = collection;
    this.released = released;
  }

  void add(SolrUpdate update) {
    if (queue.isEmpty()) {
      waitingSince = System.nanoTime();
    }
    queue.add(update);
  }

  /** Says whether there is something to send now. */
  boolean isDue(int batchSize, long lingerNanos) {
    return !cut.isEmpty()
        || queue.size() >= batchSize
        || (!queue.isEmpty() && System.nanoTime() - waitingSince >= lingerNanos);
  }

  boolean isEmpty() {
    return queue.isEmpty() && cut.isEmpty();
  }

  /** Returns what to send next, null if there is nothing. Nothing else is sent until it is done. */
  @Nullable SolrBatch next(int maxUpdates, long maxBytes) {
    if (cut.isEmpty() && !queue.isEmpty()) {
      SolrBatch batch = SolrBatch.cut(collection, queue, maxUpdates, maxBytes);
      cut.push(batch);
      if (batch.size() == maxUpdates) {
        waitingSince = System.nanoTime();
      }
    }
    return cut.peek();
  }

  /** The batch that {@link #next} returned is done. */
  void done() {
    cut.remove().updates().forEach(released);
    failures = 0;
  }

  /** The batch that {@link #next} returned is sent in parts. */
  void replace(List<SolrBatch> parts) {
    cut.remove();
    for (int i = parts.size() - 1; i >= 0; i--) {
      cut.push(parts.get(i));
    }
    failures = 0;
  }

  /** Counts and returns the failures in a row of the batch that {@link #next} returned. */
  int fail() {
    return ++failures;
  }

  /** Some of what waits may belong to partitions that other tasks read now. */
  void loses() {
    losing = true;
  }

  /** Lets go of what waits for lost partitions. Not while it is busy. */
  void dropLost() {
    if (!losing) {
      return;
    }
    losing = false;
    queue.removeIf(this::releaseIfLost);
    Deque<SolrBatch> kept = new ArrayDeque<>();
    for (SolrBatch batch : cut) {
      List<SolrUpdate> updates =
          batch.updates().stream().filter(update -> !releaseIfLost(update)).toList();
      if (!updates.isEmpty()) {
        kept.add(new SolrBatch(collection, updates));
      }
    }
    cut.clear();
    cut.addAll(kept);
  }

  /** Says whether a thread is at work on it, or about to be. */
  boolean isBusy() {
    return busy;
  }

  void busy(boolean value) {
    busy = value;
  }

  /** Says whether an update of a partition that another task reads now is on its way to Solr. */
  boolean isSendingLost() {
    return busy
        && !cut.isEmpty()
        && cut.peek().updates().stream().anyMatch(update -> update.entry().partition().isLost());
  }

  /** Says whether it will be looked at when its updates have waited long enough. */
  boolean isTimed() {
    return timed;
  }

  void timed(boolean value) {
    timed = value;
  }

  /** Says whether it waits before it sends the same batch again. */
  boolean isResting() {
    return resting;
  }

  void resting(boolean value) {
    resting = value;
  }

  private boolean releaseIfLost(SolrUpdate update) {
    boolean lost = update.entry().partition().isLost();
    if (lost) {
      released.accept(update);
    }
    return lost;
  }
}
