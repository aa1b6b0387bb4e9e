package io.tributary.connect.solr;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
  private int serverErrors;

  /** When the server first failed over what has been cut, while some of it is left. */
  private @Nullable Long failingSince;

  /**
   * When the server errors in a row over the batch began; for what was postponed, when that was.
   */
  private long erringSince;

  private boolean isolating;

  /** What lets others go first, and since when the server has failed over it. */
  private @Nullable SolrEntry postponed;

  private long postponedSince;
  private long postponedAt;
  private @Nullable Thread sender;
  private boolean busy;
  private boolean ready;
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

  String collection() {
    return collection;
  }

  void add(SolrUpdate update) {
    if (queue.isEmpty()) {
      waitingSince = System.nanoTime();
    }
    queue.add(update);
  }

  /** Lets what waits be sent as if it had waited long enough. */
  void hurry(long lingerNanos) {
    waitingSince = System.nanoTime() - lingerNanos;
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

  /** Says whether nobody would miss it. */
  boolean isIdle() {
    return isEmpty() && !busy && !ready && !resting;
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
    startOver();
    if (cut.isEmpty()) {
      failingSince = null;
      isolating = false;
    }
  }

  /** The batch that {@link #next} returned is sent in parts. */
  void replace(List<SolrBatch> parts) {
    cut.remove();
    for (int i = parts.size() - 1; i >= 0; i--) {
      cut.push(parts.get(i));
    }
    startOver();
    isolating = true;
  }

  /**
   * The update that {@link #next} returned alone lets those of other ids go first, whose fate tells
   * whether it is its own fault that it cannot be written.
   */
  void postpone() {
    SolrUpdate update = cut.remove().updates().get(0);
    String id = update.operation().id();
    postponed = update.entry();
    postponedAt = System.nanoTime();
    postponedSince = failingSince == null ? postponedAt : failingSince;
    List<SolrUpdate> all = new ArrayList<>();
    cut.forEach(batch -> all.addAll(batch.updates()));
    all.addAll(queue);
    cut.clear();
    queue.clear();
    isolating = false;
    all.stream().filter(other -> !other.operation().id().equals(id)).forEach(queue::add);
    queue.add(update);
    all.stream().filter(other -> other.operation().id().equals(id)).forEach(queue::add);
    startOver();
  }

  /** Counts and returns the failures in a row of the batch that {@link #next} returned. */
  int fail() {
    serverErrors = 0;
    failingSince = null;
    // What was accepted before says nothing any more.
    postponed = null;
    return ++failures;
  }

  /** Counts and returns them if the batch may be the reason. */
  int failOver() {
    List<SolrUpdate> updates = cut.element().updates();
    boolean known = updates.size() == 1 && updates.get(0).entry() == postponed;
    if (serverErrors++ == 0) {
      erringSince = known ? postponedAt : System.nanoTime();
    }
    if (failingSince == null) {
      failingSince = known ? postponedSince : System.nanoTime();
    }
    return ++failures;
  }

  /** Says whether the last request failed, for whatever reason. */
  boolean isFailing() {
    return failures > 0;
  }

  /** Returns how many times in a row the server has failed over the batch. */
  int serverErrors() {
    return serverErrors;
  }

  /** Returns for how long it has failed over it, or over what it is a part of. */
  Duration failingFor() {
    return failingSince == null
        ? Duration.ZERO
        : Duration.ofNanos(System.nanoTime() - failingSince);
  }

  /** Returns for how long it has failed over it, or let others go first, without a break. */
  Duration erringFor() {
    return serverErrors == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - erringSince);
  }

  /** Says whether the batch is a part of one that was taken apart. */
  boolean isIsolating() {
    return isolating;
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
    SolrBatch first = cut.peek();
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
    if (first != null && !first.equals(cut.peek())) {
      startOver();
      failingSince = null;
    }
  }

  /** Notes who is at work on it, null for nobody. */
  void sender(@Nullable Thread thread) {
    sender = thread;
  }

  /** Ends the request that is on its way. Solr may have it, and may still do what it says. */
  void interrupt() {
    if (sender != null) {
      sender.interrupt();
    }
  }

  /** Says whether a thread is at work on it. */
  boolean isBusy() {
    return busy;
  }

  void busy(boolean value) {
    busy = value;
  }

  /** Says whether it waits for a thread. */
  boolean isReady() {
    return ready;
  }

  void ready(boolean value) {
    ready = value;
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

  private void startOver() {
    failures = 0;
    serverErrors = 0;
  }

  private boolean releaseIfLost(SolrUpdate update) {
    boolean lost = update.entry().partition().isLost();
    if (lost) {
      released.accept(update);
    }
    return lost;
  }
}
