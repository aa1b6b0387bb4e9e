package io.tributary.connect.rss;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Says what to fetch next: what is due longest, among that whose host is not busy. Only the polling
 * thread changes it.
 */
final class RssSchedule {
  static final int MAX_PER_HOST = 2;

  private final PriorityQueue<RssJob> waiting =
      new PriorityQueue<>(Comparator.comparing(RssJob::due));
  private final Queue<RssJob> unblocked = new ArrayDeque<>();
  private final Map<RssJob, String> running = new HashMap<>();
  private final Map<String, Host> hosts = new HashMap<>();
  private final int maxInFlight;
  private int inFlight;
  private Instant latest = Instant.MIN;

  /**
   * Makes an empty schedule.
   *
   * @param maxInFlight how many jobs may be between {@link #next} and {@link #done}
   */
  RssSchedule(int maxInFlight) {
    this.maxInFlight = maxInFlight;
  }

  void add(RssJob job) {
    waiting.add(job);
  }

  /** Takes a job out again that is not due yet. */
  void remove(RssJob job) {
    waiting.remove(job);
  }

  /** Takes a job that is due, which then counts for its host until {@link #fetched}. */
  @Nullable RssJob next(Instant now) {
    keepWaits(now);
    if (inFlight >= maxInFlight) {
      return null;
    }
    RssJob job = unblocked.poll();
    while (job == null) {
      RssJob first = waiting.peek();
      if (first == null || first.due().isAfter(now)) {
        return null;
      }
      waiting.remove();
      Host host = hosts.computeIfAbsent(first.host(), name -> new Host());
      if (host.running < MAX_PER_HOST) {
        job = first;
      } else {
        host.blocked.add(first);
      }
    }
    String name = job.host();
    hosts.computeIfAbsent(name, ignored -> new Host()).running++;
    running.put(job, name);
    inFlight++;
    return job;
  }

  /** When the clock is set back, what waits does not wait longer for it. */
  private void keepWaits(Instant now) {
    if (now.isBefore(latest)) {
      Duration back = Duration.between(now, latest);
      // By the same time each, so that their order stays.
      waiting.forEach(job -> job.due(job.due().minus(back)));
    }
    latest = now;
  }

  /** Frees the host of a job for the next one. */
  void fetched(RssJob job) {
    String name = running.remove(job);
    Host host = name == null ? null : hosts.get(name);
    if (host == null) {
      return;
    }
    host.running--;
    RssJob next = host.blocked.poll();
    if (next != null) {
      unblocked.add(next);
    } else if (host.running == 0) {
      hosts.remove(name);
    }
  }

  /** What a job brought is dealt with. */
  void done() {
    inFlight--;
  }

  /** What a job brought is to be dealt with after all. */
  void resume() {
    inFlight++;
  }

  /** How long the job that waits longest has been due. */
  Duration lag(Instant now) {
    RssJob first = waiting.peek();
    for (Host host : hosts.values()) {
      RssJob blocked = host.blocked.peek();
      if (blocked != null && (first == null || blocked.due().isBefore(first.due()))) {
        first = blocked;
      }
    }
    return first == null || first.due().isAfter(now)
        ? Duration.ZERO
        : Duration.between(first.due(), now);
  }

  private static final class Host {
    private final Queue<RssJob> blocked = new ArrayDeque<>();
    private int running;
  }
}
