package io.tributary.connect.bluesky;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what becomes of the stream: in metrics, in the log, where repetitions are left out, and on
 * the status topic if there is one.
 */
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
  private final Optional<BlueskyStatus> status;
  private final Clock clock;
  private final Map<Loss, Instant> told = new EnumMap<>(Loss.class);
  private @Nullable String failing;

  BlueskyReports(BlueskyMetrics metrics, Optional<BlueskyStatus> status, Clock clock) {
    this.metrics = metrics;
    this.status = status;
    this.clock = clock;
  }

  void opened(BlueskyEndpoint endpoint, BlueskyResume resume) {
    if (metrics.connections.incrementAndGet() == 1 || failing != null) {
      failing = null;
      log.info("Reads from {}, {}", endpoint, resume);
      status.ifPresent(it -> it.tell(BlueskyStatus.State.OK, endpoint.host(), null));
    }
  }

  /** One line when it starts to fail, whatever follows. */
  void failing(BlueskyEndpoint endpoint, String reason) {
    if (failing == null) {
      log.warn("Lost {}, and tries again: {}", endpoint, reason);
      status.ifPresent(it -> it.tell(BlueskyStatus.State.FAILING, endpoint.host(), reason));
    } else {
      log.debug("{}: {}", endpoint, reason);
    }
    failing = reason;
  }

  void overflowed() {
    metrics.overflows.incrementAndGet();
    log.debug("Kafka is slower than the stream; what has waited is written, reading goes on");
  }

  void passedOver(BlueskyGap gap) {
    log.warn("Events are missing from {}", gap);
    status.ifPresent(it -> it.tellGap(gap));
  }

  /** Something is amiss with an account that is to be read, of which the log has more. */
  void leavesOut(BlueskyEndpoint endpoint, String problem) {
    status.ifPresent(it -> it.tell(BlueskyStatus.State.LEFT_OUT, endpoint.host(), problem));
  }

  void lost(Loss loss, String host, String reason) {
    long count = counter(loss).incrementAndGet();
    Instant now = clock.instant();
    Instant last = told.get(loss);
    if (last == null || Duration.between(last, now).compareTo(SILENCE) >= 0) {
      told.put(loss, now);
      log.warn("{} messages or records {} so far, now from {}: {}", count, loss.text, host, reason);
      status.ifPresent(it -> it.tellLeftOut(host, loss.text + ": " + reason, count));
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
