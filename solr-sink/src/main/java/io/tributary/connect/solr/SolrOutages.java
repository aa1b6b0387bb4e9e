package io.tributary.connect.solr;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What to tell the operator of collections that cannot be written to. Not thread-safe. */
final class SolrOutages {
  private static final Duration REPEAT = Duration.ofMinutes(5);

  private final Clock clock;
  private final Map<String, Outage> open = new HashMap<>();

  private static final class Outage {
    private final Instant since;
    private final Set<SolrLane> lanes = new HashSet<>();
    private Instant told = Instant.MIN;
    private long attempts;

    Outage(Instant since) {
      this.since = since;
    }
  }

  SolrOutages(Clock clock) {
    this.clock = clock;
  }

  /** A request of a lane has failed. Returns what to say of it, if it is time. */
  Optional<String> failed(String collection, SolrLane lane, String reason) {
    Instant now = clock.instant();
    Outage outage = open.computeIfAbsent(collection, any -> new Outage(now));
    outage.lanes.add(lane);
    outage.attempts++;
    if (now.isBefore(outage.told.plus(REPEAT))) {
      return Optional.empty();
    }
    outage.told = now;
    return Optional.of(
        outage.attempts == 1
            ? "%s is not available, trying until it is: %s".formatted(collection, reason)
            : "%s is not available for %d s, %d attempts have failed, the last one: %s"
                .formatted(
                    collection,
                    Duration.between(outage.since, now).toSeconds(),
                    outage.attempts,
                    reason));
  }

  /** A request of a lane was accepted. Returns what to say if it was the last that had failed. */
  Optional<String> over(String collection, SolrLane lane) {
    Outage outage = open.get(collection);
    if (outage == null || !gone(collection, lane)) {
      return Optional.empty();
    }
    return Optional.of(
        "%s accepts documents again, after %d failed attempts"
            .formatted(collection, outage.attempts));
  }

  /** A lane has nothing left that failed. Returns whether the collection has none of them left. */
  boolean gone(String collection, SolrLane lane) {
    Outage outage = open.get(collection);
    if (outage == null || !outage.lanes.remove(lane) || !outage.lanes.isEmpty()) {
      return false;
    }
    open.remove(collection);
    return true;
  }
}
