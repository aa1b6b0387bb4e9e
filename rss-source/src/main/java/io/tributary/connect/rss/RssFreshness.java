package io.tributary.connect.rss;

import java.time.Duration;
import java.time.Instant;
import okhttp3.CacheControl;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** What the headers of an answer say about when to come again. */
final class RssFreshness {
  private static final int LONGEST_NUMBER = 9;

  private RssFreshness() {}

  /** For how long an answer stays fresh: by max-age, or else by Expires. */
  static @Nullable Duration of(Response response, Instant now) {
    CacheControl cache = response.cacheControl();
    if (cache.noCache() || cache.noStore()) {
      return null;
    }
    if (cache.maxAgeSeconds() >= 0) {
      Duration age = seconds(response.header("Age"));
      return positive(
          Duration.ofSeconds(cache.maxAgeSeconds()).minus(age == null ? Duration.ZERO : age));
    }
    Instant expires = RssDates.parse(response.header("Expires"));
    return expires == null ? null : positive(Duration.between(serverTime(response, now), expires));
  }

  /** How long a server that is overloaded wants to be left alone: seconds or a date. */
  static @Nullable Duration retryAfter(Response response, Instant now) {
    if (response.code() != 429 && response.code() != 503) {
      return null;
    }
    String wanted = response.header("Retry-After");
    Duration seconds = seconds(wanted);
    if (seconds != null) {
      return positive(seconds);
    }
    Instant until = RssDates.parse(wanted);
    return until == null ? null : positive(Duration.between(serverTime(response, now), until));
  }

  /** By the server's own clock, which its dates are made with. */
  private static Instant serverTime(Response response, Instant now) {
    Instant date = RssDates.parse(response.header("Date"));
    return date == null ? now : date;
  }

  private static @Nullable Duration seconds(@Nullable String text) {
    String digits = text == null ? "" : text.strip();
    return digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')
        ? null
        : Duration.ofSeconds(
            Long.parseLong(digits.substring(0, Math.min(digits.length(), LONGEST_NUMBER))));
  }

  private static @Nullable Duration positive(Duration duration) {
    return duration.isNegative() || duration.isZero() ? null : duration;
  }
}
