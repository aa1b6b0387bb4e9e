package io.tributary.connect.rss;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says which feed to fetch next: the one that is due longest, among those whose host is not busy.
 * Only the polling thread uses it.
 */
final class RssSchedule {
  private static final int MAX_PER_HOST = 2;
  private static final double JITTER = 0.1;
  private static final int MAX_DOUBLINGS = 40;

  private final PriorityQueue<RssFeedState> waiting =
      new PriorityQueue<>(Comparator.comparing((RssFeedState feed) -> feed.due));
  private final Queue<RssFeedState> unblocked = new ArrayDeque<>();
  private final Map<String, Host> hosts = new HashMap<>();
  private final long interval;
  private final long longest;
  private final DoubleSupplier random;
  private final int maxInFlight;
  private int inFlight;

  /**
   * Makes an empty schedule.
   *
   * @param maxInFlight how many feeds may be between {@link #next} and the plan of their next fetch
   * @param random numbers from 0 to 1
   */
  RssSchedule(Duration interval, Duration longest, int maxInFlight, DoubleSupplier random) {
    this.interval = interval.toMillis();
    this.longest = longest.toMillis();
    this.maxInFlight = maxInFlight;
    this.random = random;
  }

  void add(RssFeedState feed) {
    waiting.add(feed);
  }

  /** Takes a feed that is due, whose fetch then counts for its host until {@link #fetched}. */
  @Nullable RssFeedState next(Instant now) {
    if (inFlight == maxInFlight) {
      return null;
    }
    RssFeedState feed = unblocked.poll();
    while (feed == null) {
      RssFeedState first = waiting.peek();
      // What seems to be due later than anything is planned was planned by a clock set back since.
      if (first == null
          || (first.due.isAfter(now) && !first.due.isAfter(now.plusMillis(longest)))) {
        return null;
      }
      waiting.remove();
      Host host = hosts.computeIfAbsent(first.address.host(), name -> new Host());
      if (host.running < MAX_PER_HOST) {
        feed = first;
      } else {
        host.blocked.add(first);
      }
    }
    hosts.computeIfAbsent(feed.address.host(), name -> new Host()).running++;
    inFlight++;
    return feed;
  }

  /** Frees the host of a feed for the next one. */
  void fetched(RssFeedState feed) {
    String name = feed.address.host();
    Host host = hosts.get(name);
    if (host == null) {
      return;
    }
    host.running--;
    RssFeedState next = host.blocked.poll();
    if (next != null) {
      unblocked.add(next);
    } else if (host.running == 0) {
      hosts.remove(name);
    }
  }

  /** Plans the next fetch of a feed that answered. */
  void succeeded(RssFeedState feed, Instant now) {
    feed.failures = 0;
    plan(feed, now, interval);
  }

  /** Plans the next fetch of a feed that failed: later with each failure in a row. */
  void failed(RssFeedState feed, Instant now) {
    feed.failures++;
    int doublings = Math.min(feed.failures - 1, MAX_DOUBLINGS);
    double wait = interval * Math.pow(2, doublings);
    // Feeds that failed together, as when the network was away, do not come back together.
    double spread = 1 - JITTER + 2 * JITTER * random.getAsDouble();
    plan(feed, now, (long) Math.min((double) longest, wait * spread));
  }

  private void plan(RssFeedState feed, Instant now, long milliseconds) {
    inFlight--;
    feed.due = now.plusMillis(milliseconds);
    waiting.add(feed);
  }

  private static final class Host {
    private final Queue<RssFeedState> blocked = new ArrayDeque<>();
    private int running;
  }
}
