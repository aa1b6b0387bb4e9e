package io.tributary.connect.rss;

import java.time.Duration;
import java.time.Instant;
import okhttp3.CacheControl;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of an answer say about when to come again.
 *
 * @param lifetime for how long it is fresh when it leaves its server; null in a 304 that does not
 *     say, for which holds what was said before
 * @param age for how long it was kept on its way
 */
record RssFreshness(@Nullable Duration lifetime, Duration age) {
  private static final int LONGEST_NUMBER = 9;

  static RssFreshness of(Response response, Instant now) {
    Duration said = lifetime(response, now);
    Duration age = seconds(response.header("Age"));
    return new RssFreshness(
        said == null && response.code() != 304 ? Duration.ZERO : said,
        age == null ? Duration.ZERO : age);
  }

  /** The lifetime, which only an answer that does not say has from the one before. */
  Duration lifetime(Duration before) {
    return lifetime == null ? before : lifetime;
  }

  /** By max-age, or else by Expires: a server that says both means the first. */
  private static @Nullable Duration lifetime(Response response, Instant now) {
    CacheControl cache = response.cacheControl();
    if (cache.noCache() || cache.noStore()) {
      return Duration.ZERO;
    }
    if (cache.maxAgeSeconds() >= 0) {
      return Duration.ofSeconds(cache.maxAgeSeconds());
    }
    String header = response.header("Expires");
    if (header == null) {
      return null;
    }
    Instant expires = RssDates.parse(header);
    // What is no date, as 0, means that it is past.
    return expires == null || !expires.isAfter(serverTime(response, now))
        ? Duration.ZERO
        : Duration.between(serverTime(response, now), expires);
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
