package io.tributary.connect.mastodon;

import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what became of the records. */
final class MastodonCounts {
  private static final Logger log = LoggerFactory.getLogger(MastodonCounts.class);

  private final Map<MastodonDecision, Long> decisions = new EnumMap<>(MastodonDecision.class);
  private long skipped;
  private long refused;

  void count(MastodonDecision decision) {
    long count = decisions.merge(decision, 1L, Long::sum);
    if (decision == MastodonDecision.TOO_OLD && count == 1) {
      log.info("Records older than max.age.ms are not posted, and counted");
    }
  }

  /** A record that is none of those to be posted. */
  void skipped() {
    skipped++;
  }

  /** A record that could not be posted. */
  void refused() {
    refused++;
  }

  long of(MastodonDecision decision) {
    return decisions.getOrDefault(decision, 0L);
  }

  long refusals() {
    return refused;
  }

  long skips() {
    return skipped;
  }

  void report() {
    log.info(
        "Records by what became of them: {}, left out {}, refused {}", decisions, skipped, refused);
  }
}
