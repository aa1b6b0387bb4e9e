package io.tributary.connect.solr;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends updates in several requests at a time and yet in order: those of one id share a lane, which
 * waits for an answer before its next request.
 */
final class SolrLanes implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SolrLanes.class);

  /** A server error that is still there after this many attempts may be due to a document. */
  private static final int MAX_SERVER_ERRORS = 8;

  /** The parts of a batch that was taken apart for it need not prove it again. */
  private static final int MAX_SERVER_ERRORS_OF_PARTS = 2;

  /** Fields of records may name any number of collections. */
  private static final int MAX_COLLECTIONS = 1_000;

  private final SolrTransport transport;
  private final SolrPacing pacing;
  private final boolean versioned;
  private final SolrMetrics metrics;
  private final SolrOutages outages = new SolrOutages(Clock.systemUTC());
  private final ScheduledThreadPoolExecutor threads;
  private final Map<String, List<SolrLane>> lanes = new HashMap<>();
  private final SolrTurns turns = new SolrTurns();
  private final SolrConcurrency concurrency;
  private int senders;
  private List<SolrRejection> rejections = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom();
  private @Nullable ConnectException failure;
  private int records;
  private long bytes;

  /**
   * Starts without lanes.
   *
   * @param versioned whether a conflict means that Solr has something newer, which is fine
   */
  SolrLanes(
      SolrTransport transport,
      SolrPacing pacing,
      boolean versioned,
      SolrMetrics metrics,
      ThreadFactory factory) {
    this.transport = transport;
    this.pacing = pacing;
    this.versioned = versioned;
    this.metrics = metrics;
    this.concurrency = new SolrConcurrency(pacing.maxInFlight(), System.nanoTime());
    // One is for what is to be done in time, however much there is to send.
    this.threads = new ScheduledThreadPoolExecutor(pacing.maxInFlight() + 1, factory);
    // What is started while the task stops.
    threads.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Takes an update, which is sent once there are enough of them or it has waited long enough. */
  synchronized void add(String collection, SolrUpdate update) {
    List<SolrLane> ofCollection = lanes.get(collection);
    if (ofCollection == null) {
      ofCollection = newLanes(collection);
    }
    int index = Math.floorMod(update.operation().id().hashCode(), ofCollection.size());
    SolrLane lane = ofCollection.get(index);
    lane.add(update);
    records++;
    bytes += update.bytes();
    lookAfter(lane);
    startSenders(turns.waiting());
  }

  /** No more records come: what waits for others is sent, unless there is enough to send. */
  synchronized void hurry() {
    if (turns.waiting() == 0 && senders < concurrency.limit()) {
      allLanes().forEach(lane -> lane.hurry(pacing.linger().toNanos()));
      allLanes().forEach(this::lookAfter);
      startSenders(turns.waiting());
    }
  }

  /** Returns how many records wait for Solr. */
  synchronized int records() {
    return records;
  }

  /** Returns roughly how much memory they take. */
  synchronized long bytes() {
    return bytes;
  }

  /** Returns what Solr has refused since the last call, in the order in which it was. */
  synchronized List<SolrRejection> takeRejections() {
    List<SolrRejection> taken = rejections;
    rejections = new ArrayList<>();
    return taken;
  }

  /** Returns why nothing is sent any more, null as long as something is. */
  synchronized @Nullable ConnectException failure() {
    return failure;
  }

  /**
   * Drops what has not been sent of lost partitions, and waits for the answers to what has: their
   * next owner may send newer versions of the same documents. Past the deadline it gives those
   * requests up.
   */
  synchronized void dropLost(Duration deadline) throws InterruptedException {
    for (List<SolrLane> ofCollection : lanes.values()) {
      for (SolrLane lane : ofCollection) {
        lane.loses();
        if (!lane.isBusy()) {
          lane.dropLost();
          if (lane.isEmpty()) {
            outages.gone(lane.collection(), lane);
          }
        }
      }
    }
    long end = System.nanoTime() + deadline.toNanos();
    while (isSendingLost()) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        log.warn(
            "Solr has not answered a request of a partition that now is another task's, and may"
                + " still apply it over what that task writes");
        allLanes().filter(SolrLane::isSendingLost).forEach(SolrLane::interrupt);
        return;
      }
      wait(left);
    }
  }

  /** Lets requests that are being sent end within the deadline, and starts no more. */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(1, TimeUnit.SECONDS)) {
        log.warn("A request to Solr has not ended yet");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<SolrLane> newLanes(String collection) {
    if (lanes.size() >= MAX_COLLECTIONS) {
      lanes.values().removeIf(idle -> idle.stream().allMatch(SolrLane::isIdle));
    }
    List<SolrLane> created = new ArrayList<>();
    for (int i = 0; i < pacing.maxInFlight(); i++) {
      created.add(new SolrLane(collection, this::release));
    }
    lanes.put(collection, created);
    return created;
  }

  private Stream<SolrLane> allLanes() {
    return lanes.values().stream().flatMap(List::stream);
  }

  private void release(SolrUpdate update) {
    records--;
    bytes -= update.bytes();
  }

  private boolean isSendingLost() {
    return allLanes().anyMatch(SolrLane::isSendingLost);
  }

  private void lookAfter(SolrLane lane) {
    boolean taken = lane.isBusy() || lane.isReady() || lane.isResting();
    if (taken || threads.isShutdown() || failure != null) {
      return;
    }
    if (lane.isDue(pacing.batchSize(), pacing.linger().toNanos())) {
      turns.await(lane);
    } else if (!lane.isTimed() && !lane.isEmpty()) {
      lane.timed(true);
      later(pacing.linger(), () -> onTime(lane));
    }
  }

  private void later(Duration wait, Runnable work) {
    Future<?> unused = threads.schedule(work, wait.toNanos(), TimeUnit.NANOSECONDS);
  }

  private synchronized void onTime(SolrLane lane) {
    lane.timed(false);
    lookAfter(lane);
    startSenders(turns.waiting());
  }

  private void startSenders(int waiting) {
    int most = failure == null ? concurrency.limit() - senders : 0;
    for (int i = 0; i < Math.min(most, waiting); i++) {
      senders++;
      threads.execute(this::work);
    }
  }

  /** Sends batch after batch, of the lanes in turn. */
  private void work() {
    SolrLane lane = nextLane();
    while (lane != null) {
      try {
        SolrBatch batch = next(lane);
        if (batch != null) {
          take(lane, batch, transport.send(batch));
        }
      } catch (RuntimeException | Error e) {
        // Otherwise the lane would stand still for ever and nobody would know.
        stop(lane, new ConnectException("Cannot write to " + lane.collection(), e));
      }
      lane = nextLane();
    }
  }

  /** Returns whose turn it is, null if this thread is not needed. */
  private synchronized @Nullable SolrLane nextLane() {
    if (turns.waiting() == 0) {
      concurrency.disturbed();
    }
    boolean over = threads.isShutdown() || failure != null || senders > concurrency.limit();
    SolrLane lane = over ? null : turns.next(concurrency.limit());
    if (lane == null) {
      senders--;
    }
    return lane;
  }

  /** Returns what to send now; null if there is nothing, after which others may look after it. */
  private synchronized @Nullable SolrBatch next(SolrLane lane) {
    lane.dropLost();
    // Somebody may wait for that.
    notifyAll();
    if (lane.isEmpty()) {
      outages.gone(lane.collection(), lane);
    }
    boolean due = lane.isDue(pacing.batchSize(), pacing.linger().toNanos());
    SolrBatch batch =
        due && failure == null ? lane.next(pacing.batchSize(), pacing.batchBytes()) : null;
    if (batch == null) {
      leave(lane);
    } else {
      lane.sender(Thread.currentThread());
    }
    return batch;
  }

  private synchronized void take(SolrLane lane, SolrBatch batch, SolrOutcome outcome) {
    lane.sender(null);
    if (!threads.isShutdown() && Thread.interrupted()) {
      log.debug("A request to {} was given up", batch.collection());
    }
    if (outcome instanceof SolrOutcome.Accepted) {
      settle(lane, batch);
      concurrency.accepted(batch.size(), System.nanoTime());
    } else {
      concurrency.disturbed();
      takeFailure(lane, batch, outcome);
    }
    leave(lane);
  }

  private void takeFailure(SolrLane lane, SolrBatch batch, SolrOutcome outcome) {
    if (outcome instanceof SolrOutcome.Refused refused) {
      isolate(lane, batch, refused.reason());
    } else if (outcome instanceof SolrOutcome.Misplaced misplaced) {
      reject(lane, batch, misplaced.reason());
    } else if (outcome instanceof SolrOutcome.Conflict conflict) {
      if (versioned && batch.size() == 1) {
        metrics.conflict();
        settle(lane, batch);
      } else {
        isolate(lane, batch, conflict.reason());
      }
    } else if (outcome instanceof SolrOutcome.Unavailable unavailable) {
      if (unavailable.late() && lane.isFailing() && batch.size() > 1) {
        lane.replace(batch.split(null));
      }
      retry(lane, batch, lane.fail(), unavailable.reason());
    } else if (outcome instanceof SolrOutcome.ServerError error) {
      takeError(lane, batch, error);
    } else if (outcome instanceof SolrOutcome.Broken broken) {
      fail(
          new ConnectException(
              "Cannot write to the collection %s. %s"
                  .formatted(batch.collection(), broken.reason())));
    }
  }

  /** Nobody is at work on a lane any more, nor waits for those who were. */
  private void leave(SolrLane lane) {
    turns.end(lane);
    notifyAll();
    lookAfter(lane);
    // One of them is for the thread that leaves this one.
    startSenders(turns.waiting() - 1);
  }

  /**
   * A single document is refused if the server still fails over it and the same core has accepted
   * others since it began to; as long as that accepts nothing, it is the server's fault.
   */
  private void takeError(SolrLane lane, SolrBatch batch, SolrOutcome.ServerError error) {
    int failures = lane.failOver();
    if (batch.size() > 1) {
      int most = lane.isIsolating() ? MAX_SERVER_ERRORS_OF_PARTS : MAX_SERVER_ERRORS;
      if (lane.serverErrors() >= most) {
        lane.replace(batch.split(SolrFailure.document(error.reason()).orElse(null)));
        return;
      }
    } else if (lane.serverErrors() >= MAX_SERVER_ERRORS
        && lane.failingFor().compareTo(pacing.patience()) >= 0) {
      Duration accepted = error.accepted();
      if (accepted != null && accepted.compareTo(lane.erringFor()) < 0) {
        reject(lane, batch, error.reason());
        return;
      }
      lane.postpone();
    }
    retry(lane, batch, failures, error.reason());
  }

  private void settle(SolrLane lane, SolrBatch batch) {
    batch.updates().forEach(update -> update.entry().settle());
    lane.done();
    metrics.written(batch.size());
    outages.over(batch.collection(), lane).ifPresent(log::info);
  }

  private void reject(SolrLane lane, SolrBatch batch, String reason) {
    for (SolrUpdate update : batch.updates()) {
      rejections.add(new SolrRejection(update.entry(), update.entry().refusal(reason)));
    }
    lane.done();
    metrics.refused(batch.size());
    outages.gone(batch.collection(), lane);
  }

  private void isolate(SolrLane lane, SolrBatch batch, String reason) {
    if (batch.size() == 1) {
      reject(lane, batch, reason);
    } else {
      lane.replace(batch.split(SolrFailure.document(reason).orElse(null)));
    }
  }

  private void retry(SolrLane lane, SolrBatch batch, int failures, String reason) {
    // Lanes that failed together should not come back together.
    Duration wait = pacing.backoff(failures).multipliedBy(random.nextInt(50, 101)).dividedBy(100);
    metrics.retried();
    outages.failed(batch.collection(), lane, reason).ifPresent(log::warn);
    log.debug("{} documents are sent again in {}: {}", batch.size(), wait, reason);
    // Not busy meanwhile: a lost partition must not wait for Solr to come back.
    lane.resting(true);
    later(wait, () -> wake(lane));
  }

  private synchronized void wake(SolrLane lane) {
    lane.resting(false);
    lookAfter(lane);
    startSenders(turns.waiting());
  }

  private synchronized void stop(SolrLane lane, ConnectException reason) {
    lane.sender(null);
    fail(reason);
    leave(lane);
  }

  private void fail(ConnectException reason) {
    if (failure == null) {
      failure = reason;
    }
  }
}
