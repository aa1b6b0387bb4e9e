package io.tributary.connect.mastodon;

import io.tributary.connect.mastodon.StateEntry.PendingPost;
import io.tributary.connect.mastodon.StateEntry.PostedPart;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known about the server, found out when it is first needed. */
final class MastodonServer {
  private static final Logger log = LoggerFactory.getLogger(MastodonServer.class);
  private static final Duration LIMITS_HOLD = Duration.ofHours(1);
  private static final Duration MEMORY_LOOKBACK = Duration.ofDays(1);

  private final MastodonCalls calls;
  private final MastodonState state;
  private final RateBudget budget;
  private final String host;
  private final Clock clock;
  private final Lookback lookback;
  private final PostingPace pace;
  private @Nullable MastodonSession session;
  private boolean resolved;
  private boolean stale;
  private boolean waited;
  private Instant limitsFrom = Instant.EPOCH;

  MastodonServer(
      MastodonSinkConfig config,
      MastodonCalls calls,
      MastodonState state,
      RateBudget budget,
      MastodonTurn turn,
      Clock clock) {
    this.calls = calls;
    this.state = state;
    this.budget = budget;
    this.host = config.instance().host();
    this.clock = clock;
    this.lookback = new Lookback(calls, state, turn, clock);
    this.pace = new PostingPace(config.maxPerHour());
  }

  Lookback lookback() {
    return lookback;
  }

  PostingPace pace() {
    return pace;
  }

  MastodonSession session() {
    return Objects.requireNonNull(session, "not connected");
  }

  /** Whether it has a limit on statuses that its answers do not tell. */
  boolean hidesItsLimits() {
    return session().limits().mastodon() && budget.isHidden(ApiFamily.STATUSES);
  }

  /**
   * Makes sure that the server still knows whose token this is.
   *
   * @throws ConnectException if it does not: nothing can be posted there
   */
  void requireAccount() {
    MastodonSession unused = MastodonSession.open(calls, host);
  }

  /** Another task may have worked meanwhile: what it has done has to be known first. */
  void lookAgain() {
    stale = true;
  }

  /**
   * Makes sure that the account and the limits are known, and what an earlier task left open.
   *
   * @throws PauseException if the server does not answer
   */
  void connect() {
    if (session == null) {
      MastodonSession opened = MastodonSession.open(calls, host);
      state.open(opened.name());
      session = opened;
      calls.sayInHtml(opened.limits().snac());
      limitsFrom = clock.instant();
      log.info("Posting as {}; {}", opened.name(), opened.limits());
    } else if (clock.instant().isAfter(limitsFrom.plus(LIMITS_HOLD))) {
      limitsFrom = clock.instant();
      session = session.refreshed(calls);
      calls.sayInHtml(session.limits().snac());
    }
    if (stale) {
      state.refresh();
      lookback.forget();
      resolved = false;
      waited = false;
      stale = false;
    }
    if (!resolved) {
      resolve(session);
      // Those that were pending count too.
      pace.recall(state.postedAfter(PostingPace.horizon(clock.instant())));
      resolved = true;
    }
  }

  /** Finds out which of the statuses that were pending when the last task ended are there. */
  private void resolve(MastodonSession account) {
    if (!state.isDurable()) {
      Instant from = clock.instant().minus(MEMORY_LOOKBACK);
      lookback.keepFrom(from);
      lookback.refresh(account, from);
    }
    List<String> keys = state.pendingKeys();
    if (keys.isEmpty()) {
      return;
    }
    Instant since = Instant.MAX;
    for (String key : keys) {
      StateEntry entry = state.find(key);
      if (entry != null && entry.pending() != null && entry.pending().since().isBefore(since)) {
        since = entry.pending().since();
      }
    }
    lookback.refresh(account, since);
    int found = 0;
    for (String key : keys) {
      found += resolve(key) ? 1 : 0;
    }
    log.info("{} records were pending; the statuses of {} are there", keys.size(), found);
    if (found < keys.size() && !waited) {
      // When its last request was sent, the earlier task had no time to write down.
      waited = true;
      lookback.forget();
      throw new PauseException(
          clock.instant().plus(MastodonCalls.LATE_WAIT),
          "a request of an earlier task may still be under way");
    }
  }

  /** Takes over what the last look has found of a record; returns whether all of it is there. */
  boolean resolve(String key) {
    StateEntry entry = state.find(key);
    PendingPost pending = entry == null ? null : entry.pending();
    if (entry == null || pending == null) {
      // The look has read the state again: another task has come to its end meanwhile.
      return true;
    }
    for (int i = entry.parts().size(); i < pending.marks().size(); i++) {
      StateEntry parent = state.find(pending.parent());
      String parentId = i > 0 ? entry.lastId() : parent == null ? null : parent.lastId();
      Optional<RemoteStatus> status =
          lookback.find(
              new Lookback.Sought(
                  pending.marks().get(i),
                  parentId,
                  false,
                  pending.visibility(),
                  pending.since().minus(Lookback.SKEW),
                  Set.of()));
      if (status.isEmpty()) {
        return false;
      }
      entry =
          entry.withPart(
              new PostedPart(
                  status.get().id(),
                  status.get().url(),
                  pending.marks().get(i).text(),
                  List.of(),
                  status.get().createdAt()));
      state.put(key, entry);
    }
    if (!pending.edit()) {
      state.put(key, entry.settled(entry.order(), entry.content()));
    }
    return true;
  }
}
