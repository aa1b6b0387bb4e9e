package io.tributary.connect.bluesky;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what is left out and says so in the log, once a minute for each kind. */
final class BlueskyReports {
  private static final Logger log = LoggerFactory.getLogger(BlueskyReports.class);
  private static final Duration SILENCE = Duration.ofMinutes(1);

  /** Why something is left out. */
  enum Loss {
    UNREADABLE("that could not be understood"),
    OVERSIZED("larger than " + BlueskySourceConfig.MAX_MESSAGE_BYTES),
    IMPOSSIBLE("that Kafka would not take");

    private final String text;

    Loss(String text) {
      this.text = text;
    }
  }

  private final BlueskyMetrics metrics;
  private final Clock clock;
  private final Map<Loss, Instant> told = new EnumMap<>(Loss.class);

  BlueskyReports(BlueskyMetrics metrics, Clock clock) {
    this.metrics = metrics;
    this.clock = clock;
  }

  void lost(Loss loss, String host, String reason) {
    long count = counter(loss).incrementAndGet();
    Instant now = clock.instant();
    Instant last = told.get(loss);
    if (last == null || Duration.between(last, now).compareTo(SILENCE) >= 0) {
      told.put(loss, now);
      log.warn("{} messages or records {} so far, now from {}: {}", count, loss.text, host, reason);
    }
  }

  private AtomicLong counter(Loss loss) {
    return switch (loss) {
      case UNREADABLE -> metrics.unreadable;
      case OVERSIZED -> metrics.oversized;
      case IMPOSSIBLE -> metrics.impossible;
    };
  }
}
