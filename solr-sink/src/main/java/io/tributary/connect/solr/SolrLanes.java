package io.tributary.connect.solr;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
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

  /** A server error that is still there after this many attempts will not pass by itself. */
  private static final int MAX_SERVER_ERRORS = 8;

  private final SolrTransport transport;
  private final SolrPacing pacing;
  private final boolean versioned;
  private final ScheduledThreadPoolExecutor threads;
  private final Map<String, List<SolrLane>> lanes = new HashMap<>();
  private List<SolrRejection> rejections = new ArrayList<>();
  private @Nullable ConnectException failure;
  private int records;
  private long bytes;
  private boolean unavailable;

  /**
   * Starts without lanes.
   *
   * @param versioned whether a conflict means that Solr has something newer, which is fine
   */
  SolrLanes(SolrTransport transport, SolrPacing pacing, boolean versioned, ThreadFactory factory) {
    this.transport = transport;
    this.pacing = pacing;
    this.versioned = versioned;
    this.threads = new ScheduledThreadPoolExecutor(pacing.maxInFlight(), factory);
    // What is started while the task stops.
    threads.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Takes an update, which is sent once there are enough of them or it has waited long enough. */
  synchronized void add(String collection, SolrUpdate update) {
    List<SolrLane> ofCollection = lanes.computeIfAbsent(collection, this::newLanes);
    int index = Math.floorMod(update.operation().id().hashCode(), ofCollection.size());
    SolrLane lane = ofCollection.get(index);
    lane.add(update);
    records++;
    bytes += update.bytes();
    lookAfter(lane);
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
   * next owner may send newer versions of the same documents.
   */
  synchronized void dropLost(Duration deadline) throws InterruptedException {
    for (List<SolrLane> ofCollection : lanes.values()) {
      for (SolrLane lane : ofCollection) {
        lane.loses();
        if (!lane.isBusy()) {
          lane.dropLost();
        }
      }
    }
    long end = System.nanoTime() + deadline.toNanos();
    while (isSendingLost()) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        log.warn("Solr has not answered a request of a partition that now is another task's");
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
    List<SolrLane> created = new ArrayList<>();
    for (int i = 0; i < pacing.maxInFlight(); i++) {
      created.add(new SolrLane(collection, this::release));
    }
    return created;
  }

  private void release(SolrUpdate update) {
    records--;
    bytes -= update.bytes();
  }

  private boolean isSendingLost() {
    return lanes.values().stream().flatMap(List::stream).anyMatch(SolrLane::isSendingLost);
  }

  private void lookAfter(SolrLane lane) {
    if (lane.isBusy() || lane.isResting() || threads.isShutdown() || failure != null) {
      return;
    }
    if (lane.isDue(pacing.batchSize(), pacing.linger().toNanos())) {
      lane.busy(true);
      threads.execute(() -> work(lane));
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
  }

  private void work(SolrLane lane) {
    SolrBatch batch = next(lane);
    while (batch != null) {
      SolrOutcome outcome;
      try {
        outcome = transport.send(batch);
      } catch (RuntimeException | Error e) {
        // Otherwise the lane would stand still for ever and nobody would know.
        stop(lane, new ConnectException("Cannot write to " + batch.collection(), e));
        return;
      }
      batch = take(lane, batch, outcome) ? next(lane) : null;
    }
  }

  /** Returns what to send now; null if there is nothing, after which others may look after it. */
  private synchronized @Nullable SolrBatch next(SolrLane lane) {
    notifyAll();
    lane.dropLost();
    boolean due = lane.isDue(pacing.batchSize(), pacing.linger().toNanos());
    SolrBatch batch =
        due && failure == null ? lane.next(pacing.batchSize(), pacing.batchBytes()) : null;
    if (batch == null) {
      lane.busy(false);
      lookAfter(lane);
    }
    return batch;
  }

  /** Returns whether the lane can go on at once. */
  private synchronized boolean take(SolrLane lane, SolrBatch batch, SolrOutcome outcome) {
    if (outcome instanceof SolrOutcome.Accepted) {
      settle(lane, batch);
    } else if (outcome instanceof SolrOutcome.Refused refused) {
      isolate(lane, batch, refused.reason());
    } else if (outcome instanceof SolrOutcome.Conflict conflict) {
      if (versioned && batch.size() == 1) {
        settle(lane, batch);
      } else {
        isolate(lane, batch, conflict.reason());
      }
    } else if (outcome instanceof SolrOutcome.Unavailable unavailable) {
      return retry(lane, batch, lane.fail(), unavailable.reason());
    } else if (outcome instanceof SolrOutcome.ServerError error) {
      int failures = lane.fail();
      if (failures < MAX_SERVER_ERRORS) {
        return retry(lane, batch, failures, error.reason());
      }
      if (batch.size() == 1) {
        fail(new ConnectException(batch.updates().get(0).entry().refusal(error.reason())));
      } else {
        lane.replace(batch.split(SolrFailure.document(error.reason()).orElse(null)));
      }
    } else if (outcome instanceof SolrOutcome.Broken broken) {
      fail(
          new ConnectException(
              "Cannot write to the collection %s. %s"
                  .formatted(batch.collection(), broken.reason())));
    }
    return true;
  }

  private void settle(SolrLane lane, SolrBatch batch) {
    batch.updates().forEach(update -> update.entry().settle());
    lane.done();
    if (unavailable) {
      unavailable = false;
      log.info("Solr accepts documents again");
    }
  }

  private void isolate(SolrLane lane, SolrBatch batch, String reason) {
    if (batch.size() == 1) {
      SolrEntry entry = batch.updates().get(0).entry();
      rejections.add(new SolrRejection(entry, entry.refusal(reason)));
      lane.done();
    } else {
      lane.replace(batch.split(SolrFailure.document(reason).orElse(null)));
    }
  }

  private boolean retry(SolrLane lane, SolrBatch batch, int failures, String reason) {
    Duration wait = pacing.backoff(failures);
    if (!unavailable) {
      unavailable = true;
      log.warn("{} is not available, trying until it is: {}", batch.collection(), reason);
    }
    log.debug("{} documents are sent again in {}: {}", batch.size(), wait, reason);
    // Not busy meanwhile: a lost partition must not wait for Solr to come back.
    lane.busy(false);
    notifyAll();
    lane.resting(true);
    later(wait, () -> wake(lane));
    return false;
  }

  private synchronized void wake(SolrLane lane) {
    lane.resting(false);
    lookAfter(lane);
  }

  private synchronized void stop(SolrLane lane, ConnectException reason) {
    lane.busy(false);
    notifyAll();
    fail(reason);
  }

  private void fail(ConnectException reason) {
    if (failure == null) {
      failure = reason;
    }
  }
}
