package io.tributary.connect.mastodon;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes requests when they are due, and says what to do about those that fail. */
final class MastodonCalls {
  private static final Logger log = LoggerFactory.getLogger(MastodonCalls.class);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final int LOGGED_EVERY = 20;

  /**
   * For how long a request may go on without us. Mastodon before February 2026 posts twice if its
   * key is repeated meanwhile.
   */
  static final Duration LATE_WAIT = Duration.ofSeconds(10);

  private final MastodonClient client;
  private final RateBudget budget;
  private final Clock clock;
  private final Duration longestWait;
  private final MastodonMetrics metrics;
  private Duration wait = FIRST_WAIT;
  private boolean saysInHtml;
  private @Nullable ApiFamily failing;
  private int failures;
  private @Nullable Instant missingSince;

  MastodonCalls(
      MastodonClient client,
      RateBudget budget,
      Clock clock,
      Duration longestWait,
      MastodonMetrics metrics) {
    this.client = client;
    this.budget = budget;
    this.clock = clock;
    this.longestWait = longestWait;
    this.metrics = metrics;
  }

  MastodonClient client() {
    return client;
  }

  /** Since when something was not found at some time; null if everything was. */
  @Nullable Instant missingSince() {
    return missingSince;
  }

  /** From now on a 404 in HTML is the server's own word, as snac says it, and not a proxy's. */
  void sayInHtml(boolean usual) {
    saysInHtml = usual;
  }

  /**
   * Makes a request.
   *
   * @throws PauseException if the server's limits do not let it through
   * @throws ConnectException if nothing can be posted until someone acts
   */
  MastodonAnswer send(ApiFamily family, Supplier<MastodonAnswer> request) {
    budget.require(family, clock.instant());
    MastodonAnswer answer = request.get();
    if (missingSince == null
        && answer instanceof MastodonAnswer.Refused refused
        && refused.isAboutSomethingMissing()) {
      missingSince = clock.instant();
    }
    if (saysInHtml
        && answer instanceof MastodonAnswer.Refused refused
        && refused.isAboutSomethingMissing()) {
      answer = refused.asSaid();
    }
    if (answer instanceof MastodonAnswer.Done && (failing == null || failing == family)) {
      // Looking for a status that could not be posted does not mean that it can be posted now.
      goOn();
    } else if (answer instanceof MastodonAnswer.Refused refused && !refused.replayed()) {
      switch (MastodonFailure.of(refused)) {
        case LIMITED -> {
          metrics.limited();
          Instant at = refused.retryAt();
          throw new PauseException(
              at == null ? clock.instant().plus(FIRST_WAIT) : at, refused.message());
        }
        case FATAL -> {
          if (!isAboutOneMedium(family, refused)) {
            throw new ConnectException(
                "Mastodon refuses (%s): %s"
                    .formatted(refused.message(), MastodonFailure.advice(refused, family.scope())));
          }
        }
        case RETRY, BAD_RECORD, MISSING -> {
          // What that means, the caller knows.
        }
      }
    }
    return answer;
  }

  /** Whatever failed does not any more, or it is known why: the next failure is the first. */
  void goOn() {
    failing = null;
    wait = FIRST_WAIT;
    failures = 0;
  }

  /** What stands before a server may refuse a picture; a missing scope concerns all of them. */
  private static boolean isAboutOneMedium(ApiFamily family, MastodonAnswer.Refused refused) {
    return family == ApiFamily.MEDIA
        && refused.status() == 403
        && !(refused.said() && refused.message().contains("scope"));
  }

  /**
   * Asks for something.
   *
   * @return empty if the server does not have it
   */
  Optional<JsonNode> read(String path) {
    return read(() -> client.read(path), false);
  }

  /** The same of a server that is not known yet, and may answer in HTML. */
  Optional<JsonNode> readFromAny(String path) {
    return read(() -> client.read(path), true);
  }

  /** Whether the server shows a status, whatever language it says no in. */
  boolean shows(String id) {
    return read(() -> client.readStatus(id), true).isPresent();
  }

  private Optional<JsonNode> read(Supplier<MastodonAnswer> request, boolean ofAny) {
    MastodonAnswer answer = send(ApiFamily.READS, request);
    if (answer instanceof MastodonAnswer.Done done) {
      return Optional.of(done.body());
    }
    if (answer instanceof MastodonAnswer.Refused refused
        && (MastodonFailure.of(refused) != MastodonFailure.RETRY
            || (ofAny && refused.isAboutSomethingMissing()))) {
      return Optional.empty();
    }
    throw later(ApiFamily.READS, answer, "a request");
  }

  /**
   * The exception to throw when an answer says nothing, or nothing yet.
   *
   * @param family what was asked for
   * @param what the same for the log
   */
  PauseException later(ApiFamily family, MastodonAnswer answer, String what) {
    String reason =
        answer instanceof MastodonAnswer.Refused refused
            ? refused.message()
            : answer instanceof MastodonAnswer.Lost lost ? lost.reason() : "an unexpected answer";
    metrics.failed();
    failing = family;
    if (failures++ % LOGGED_EVERY == 0) {
      log.warn("Mastodon does not answer to {} as it should, trying again: {}", what, reason);
    }
    boolean late = MastodonFailure.isLate(answer) && wait.compareTo(LATE_WAIT) < 0;
    var pause = new PauseException(clock.instant().plus(late ? LATE_WAIT : wait), reason);
    wait = wait.multipliedBy(2).compareTo(longestWait) > 0 ? longestWait : wait.multipliedBy(2);
    return pause;
  }
}
