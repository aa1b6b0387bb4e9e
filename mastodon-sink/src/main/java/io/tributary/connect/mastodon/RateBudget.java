package io.tributary.connect.mastodon;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** How many requests the server still takes, from what its answers say. */
final class RateBudget {
  private static final Duration UNTOLD = Duration.ofMinutes(5);
  private static final Duration LONGEST = Duration.ofHours(4);
  private static final Duration MARGIN = Duration.ofSeconds(1);

  private final Map<ApiFamily, Budget> budgets = new EnumMap<>(ApiFamily.class);
  private final Set<ApiFamily> hidden = EnumSet.noneOf(ApiFamily.class);

  private record Budget(long remaining, Instant reset) {}

  /**
   * Makes sure that a request has a chance.
   *
   * @throws PauseException if the budget is spent
   */
  void require(ApiFamily family, Instant now) {
    Budget budget = budgets.get(family);
    if (budget != null && budget.remaining <= 0 && now.isBefore(budget.reset)) {
      throw new PauseException(
          budget.reset, "the server's limit for %s is used up".formatted(family.words()));
    }
  }

  /**
   * Whether the server has done what was asked and did not tell how much is left. Before the first
   * answer nobody knows: its limit may be higher than what Mastodon comes with.
   */
  boolean isHidden(ApiFamily family) {
    return hidden.contains(family);
  }

  /**
   * Notes what an answer says about what is left.
   *
   * @param done whether it comes from the server itself, not from what may stand before it
   */
  void note(ApiFamily family, Headers headers, boolean done, Instant now) {
    Long remaining = number(headers.get("X-RateLimit-Remaining"));
    Instant reset = reset(headers, now);
    if (remaining != null && reset != null) {
      budgets.put(family, new Budget(remaining, reset.plus(MARGIN)));
      hidden.remove(family);
    } else if (done && !budgets.containsKey(family)) {
      hidden.add(family);
    }
  }

  /** When a server that refuses with this answer wants to be asked again. */
  static Instant retryAt(Headers headers, Instant now) {
    String after = headers.get("Retry-After");
    Long seconds = number(after);
    Instant told = seconds != null ? now.plusSeconds(Math.min(seconds, LONGEST.toSeconds())) : null;
    if (told == null && after != null) {
      told = relative(parse(after), headers, now);
    }
    if (told == null) {
      told = reset(headers, now);
    }
    return told == null ? now.plus(UNTOLD) : told.plus(MARGIN);
  }

  private static @Nullable Instant reset(Headers headers, Instant now) {
    return relative(parse(headers.get("X-RateLimit-Reset")), headers, now);
  }

  /** The same moment by our own clock, which may differ from the server's. */
  private static @Nullable Instant relative(@Nullable Instant told, Headers headers, Instant now) {
    if (told == null) {
      return null;
    }
    Instant serverNow = parse(headers.get("Date"));
    Duration wait = Duration.between(serverNow == null ? now : serverNow, told);
    return now.plus(
        wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
  }

  private static @Nullable Instant parse(@Nullable String time) {
    if (time == null) {
      return null;
    }
    try {
      Long epoch = number(time);
      if (epoch != null) {
        return Instant.ofEpochSecond(epoch);
      }
      return time.indexOf(',') > 0
          ? ZonedDateTime.parse(time, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant()
          : OffsetDateTime.parse(time).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable Long number(@Nullable String text) {
    return text != null && text.matches("\\d{1,11}") ? Long.valueOf(text) : null;
  }
}
