package io.tributary.connect.mastodon;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds statuses of ours that the server has and we have no answer for. */
final class Lookback {
  private static final Logger log = LoggerFactory.getLogger(Lookback.class);

  /** By how much the clocks of worker and server may differ. */
  static final Duration SKEW = Duration.ofMinutes(5);

  /** For how long a list is good enough for the next record that may be in it. */
  private static final Duration FRESH = Duration.ofSeconds(10);

  private static final int PAGE = 40;
  private static final int MOST_PAGES = 50;

  private final MastodonCalls calls;
  private final MastodonState state;
  private final MastodonTurn turn;
  private final Clock clock;
  private List<RemoteStatus> statuses = List.of();
  private Instant floor = Instant.MAX;
  private Instant coveredFrom = Instant.MAX;
  private Instant readAt = Instant.EPOCH;
  private @Nullable Reading reading;

  /**
   * A status to be found.
   *
   * @param parent the id of the status it replies to
   * @param anyParent whether that is unknown
   * @param since the earliest moment it can have been created at, by the server's clock
   * @param uploads the ids of its media; empty if they are unknown
   */
  record Sought(
      StatusMark mark,
      @Nullable String parent,
      boolean anyParent,
      Visibility visibility,
      Instant since,
      Set<String> uploads) {
    Sought {
      uploads = Set.copyOf(uploads);
    }

    boolean canBe(RemoteStatus status) {
      return mark.canBe(status.mark())
          && (anyParent || Objects.equals(status.parent(), parent))
          && visibility.mayBecome(status.visibility())
          && !status.createdAt().isBefore(since)
          && (uploads.isEmpty() || uploads.containsAll(status.mediaIds()));
    }
  }

  /** Lists that are read page by page, over several turns if it takes long. */
  private static final class Reading {
    final Instant since;
    final Instant begun;
    final Deque<String> lists;
    final List<RemoteStatus> found = new ArrayList<>();
    final Set<String> ids = new HashSet<>();
    @Nullable String lastId;
    int pages;

    Reading(Instant since, Instant begun, List<String> lists) {
      this.since = since;
      this.begun = begun;
      this.lists = new ArrayDeque<>(lists);
    }

    void nextList() {
      lists.removeFirst();
      lastId = null;
      pages = 0;
    }
  }

  Lookback(MastodonCalls calls, MastodonState state, MastodonTurn turn, Clock clock) {
    this.calls = calls;
    this.state = state;
    this.turn = turn;
    this.clock = clock;
  }

  /** From now on every look goes back to this moment at least. */
  void keepFrom(Instant moment) {
    floor = moment;
  }

  /** What was read does not hold any more: a request may have changed it. */
  void forget() {
    readAt = Instant.EPOCH;
    reading = null;
  }

  /**
   * Reads the account's statuses since a moment, unless that was just done.
   *
   * @throws PauseException if it takes longer than a turn, or cannot be done now
   */
  void refresh(MastodonSession session, Instant moment) {
    Instant since = moment.isBefore(floor) ? moment : floor;
    Instant now = clock.instant();
    if (!since.isBefore(coveredFrom) && now.isBefore(readAt.plus(FRESH))) {
      return;
    }
    if (reading == null
        || since.isBefore(reading.since)
        || now.isAfter(reading.begun.plus(FRESH.multipliedBy(6)))) {
      // Others may have posted with this account, and have written down what.
      state.refresh();
      reading = new Reading(since, now, lists(session));
    }
    while (!reading.lists.isEmpty()) {
      turn.require();
      readPage(reading, session);
      turn.moved();
    }
    // The newest come first; pinned or imported ones can be out of order.
    Collections.reverse(reading.found);
    reading.found.sort(Comparator.comparing(RemoteStatus::createdAt));
    statuses = reading.found;
    coveredFrom = reading.since;
    readAt = reading.begun;
    reading = null;
  }

  private static List<String> lists(MastodonSession session) {
    String own =
        "/api/v1/accounts/%s/statuses?limit=%d&exclude_reblogs=true"
            .formatted(session.account(), PAGE);
    // snac lists what is public there, and everything of the account in its timeline.
    return session.limits().snac()
        ? List.of(own, "/api/v1/timelines/home?limit=" + PAGE)
        : List.of(own);
  }

  private void readPage(Reading from, MastodonSession session) {
    String list = from.lists.getFirst();
    Optional<JsonNode> page =
        calls.read(from.lastId == null ? list : list + "&max_id=" + from.lastId);
    if (page.isEmpty()) {
      log.warn(
          "The server does not list the account's statuses: after a failure, only its"
              + " Idempotency-Key protects against duplicates");
      from.nextList();
      return;
    }
    int added = 0;
    Instant oldest = Instant.MAX;
    for (JsonNode node : page.get()) {
      RemoteStatus status = RemoteStatus.from(node, session.limits().snac());
      from.lastId = status.id();
      oldest = status.createdAt();
      // A server that does not know max_id answers with the same page again and again.
      if (from.ids.add(list + status.id())) {
        added++;
        if (isOwn(node, session)) {
          from.found.add(status);
        }
      }
    }
    if (added == 0 || oldest.isBefore(from.since.minus(SKEW)) || ++from.pages >= MOST_PAGES) {
      from.nextList();
    }
  }

  private static boolean isOwn(JsonNode status, MastodonSession session) {
    String author = status.at("/account/id").asText(session.account());
    return author.equals(session.account()) && !status.hasNonNull("reblog");
  }

  /** Returns the oldest status that can be this one and is nobody else's. */
  Optional<RemoteStatus> find(Sought sought) {
    return statuses.stream()
        .filter(status -> !state.isMapped(status.id()))
        .filter(sought::canBe)
        .findFirst();
  }
}
