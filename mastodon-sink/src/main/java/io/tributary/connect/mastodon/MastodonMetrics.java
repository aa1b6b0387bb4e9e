package io.tributary.connect.mastodon;

import io.tributary.connect.common.TaskMetric;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what became of the records; any thread may read. */
final class MastodonMetrics {
  private static final Logger log = LoggerFactory.getLogger(MastodonMetrics.class);

  private final Map<MastodonDecision, LongAdder> decisions = new EnumMap<>(MastodonDecision.class);
  private final LongAdder leftOut = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder limited = new LongAdder();
  private final LongAdder mediaFailures = new LongAdder();
  private volatile long waiting;

  MastodonMetrics() {
    for (MastodonDecision decision : MastodonDecision.values()) {
      decisions.put(decision, new LongAdder());
    }
  }

  List<TaskMetric> all() {
    return List.of(
        total("posted", "Records that became statuses", MastodonDecision.POST),
        total("edited", "Records that edited their statuses", MastodonDecision.EDIT),
        total("deleted", "Records whose statuses were deleted", MastodonDecision.DELETE),
        total(
            "unchanged",
            "Records that say nothing new, as in a replay",
            MastodonDecision.NOTE,
            MastodonDecision.NOTHING),
        total("too-old", "Records older than max.age.ms", MastodonDecision.TOO_OLD),
        total(
            "missing",
            "Edits and deletions of what was never posted, or is gone",
            MastodonDecision.MISSING),
        new TaskMetric(
            "left-out-total", "Replies and deletions that are not asked for", leftOut::sum),
        new TaskMetric("refused-total", "Records that could not be posted", refused::sum),
        new TaskMetric("media-failed-total", "Media that could not be posted", mediaFailures::sum),
        new TaskMetric("failures-total", "Requests without a usable answer", failures::sum),
        new TaskMetric("limited-total", "Requests refused by the server's limits", limited::sum),
        new TaskMetric("waiting", "Records that wait in the task", () -> waiting));
  }

  void count(MastodonDecision decision) {
    LongAdder counter = decisions.get(decision);
    if (counter != null) {
      counter.increment();
    }
    if (decision == MastodonDecision.TOO_OLD && sum(decision) == 1) {
      log.info("Records older than max.age.ms are not posted, and counted");
    }
  }

  /** A record that is none of those to be posted. */
  void leftOut() {
    leftOut.increment();
  }

  /** A record that could not be posted. */
  void refused() {
    refused.increment();
  }

  /** A request without a usable answer. */
  void failed() {
    failures.increment();
  }

  /** A request that the server's limits did not let through. */
  void limited() {
    limited.increment();
  }

  /** A picture or video that could not be posted. */
  void mediumFailed() {
    mediaFailures.increment();
  }

  void waiting(int records) {
    waiting = records;
  }

  void report() {
    log.info(
        "{}",
        all().stream()
            .map(metric -> metric.name() + "=" + metric.value().getAsLong())
            .collect(Collectors.joining(", ")));
  }

  private TaskMetric total(String name, String description, MastodonDecision... counted) {
    return new TaskMetric(name + "-total", description, () -> sum(counted));
  }

  private long sum(MastodonDecision... counted) {
    return Stream.of(counted)
        .map(decisions::get)
        .flatMapToLong(counter -> LongStream.of(counter == null ? 0 : counter.sum()))
        .sum();
  }
}
