package io.tributary.connect.mastodon;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
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

  private static final int PAGE = 40;
  private static final int MOST_PAGES = 50;

  private final MastodonCalls calls;
  private final MastodonState state;
  private List<RemoteStatus> statuses = List.of();
  private Instant floor = Instant.MAX;

  Lookback(MastodonCalls calls, MastodonState state) {
    this.calls = calls;
    this.state = state;
  }

  /** From now on every look goes back to this moment at least. */
  void keepFrom(Instant moment) {
    floor = moment;
  }

  /** Reads the account's statuses since a moment. */
  void refresh(String account, Instant moment) {
    Instant since = moment.isBefore(floor) ? moment : floor;
    List<RemoteStatus> found = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    String path =
        "/api/v1/accounts/%s/statuses?limit=%d&exclude_reblogs=true".formatted(account, PAGE);
    String next = path;
    for (int page = 0; page < MOST_PAGES; page++) {
      Optional<JsonNode> answer = calls.read(next);
      if (answer.isEmpty()) {
        log.warn(
            "The server does not list the account's statuses: after a failure, only its Idempotency-Key protects against duplicates");
        break;
      }
      List<RemoteStatus> statusesOfPage = new ArrayList<>();
      for (JsonNode status : answer.get()) {
        // A server that does not know max_id answers with the same page again and again.
        if (ids.add(status.path("id").asText())) {
          statusesOfPage.add(RemoteStatus.from(status));
        }
      }
      found.addAll(statusesOfPage);
      // Pinned or imported statuses can be out of order: the last of a page counts.
      if (statusesOfPage.isEmpty()
          || last(statusesOfPage).createdAt().isBefore(since.minus(SKEW))) {
        break;
      }
      next = path + "&max_id=" + last(statusesOfPage).id();
    }
    Collections.reverse(found);
    statuses = found;
  }

  /**
   * Returns the oldest status that can be this one and is nobody else's.
   *
   * @param since the earliest moment it can have been created at, by the server's clock
   * @param parent the id of the status it replies to
   * @param anyParent whether that is unknown
   */
  Optional<RemoteStatus> find(
      String fingerprint,
      @Nullable String parent,
      boolean anyParent,
      Visibility visibility,
      Instant since) {
    return statuses.stream()
        .filter(status -> !state.isMapped(status.id()))
        .filter(status -> status.fingerprint().equals(fingerprint))
        .filter(status -> anyParent || Objects.equals(status.parent(), parent))
        .filter(status -> visibility.mayBecome(status.visibility()))
        .filter(status -> !status.createdAt().isBefore(since))
        .findFirst();
  }

  private static RemoteStatus last(List<RemoteStatus> list) {
    return list.get(list.size() - 1);
  }
}
