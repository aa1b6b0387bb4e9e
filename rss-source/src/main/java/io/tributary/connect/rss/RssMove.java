package io.tributary.connect.rss;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Where a feed has moved to for good, and where it may have moved to.
 *
 * @param to what is asked instead of the configured URL
 * @param candidate where permanent redirects have led since {@code since}
 */
record RssMove(@Nullable HttpUrl to, @Nullable HttpUrl candidate, @Nullable Instant since) {
  static final RssMove NONE = new RssMove(null, null, null);

  /** A redirect that is an accident is usually gone by then. */
  static final Duration GRACE = Duration.ofDays(7);

  private static final int LONGEST = 1024;

  RssMove {
    if (to != null && to.toString().length() > LONGEST) {
      to = null;
    }
    if (candidate == null || since == null || candidate.toString().length() > LONGEST) {
      candidate = null;
      since = null;
    }
  }

  /** Where to ask for a feed. */
  HttpUrl start(HttpUrl configured) {
    return to == null ? configured : to;
  }

  /**
   * What is known after a fetch that worked.
   *
   * @param start where it began
   * @param redirects where the permanent redirects led, up to the first that was none
   */
  RssMove after(HttpUrl start, List<HttpUrl> redirects, Instant now) {
    HttpUrl adopted = to;
    HttpUrl at = start;
    int safe = 0;
    while (safe < redirects.size() && isSecured(at, redirects.get(safe))) {
      at = redirects.get(safe++);
      adopted = at;
    }
    if (safe == redirects.size()) {
      return new RssMove(adopted, null, null);
    }
    HttpUrl target = redirects.get(redirects.size() - 1);
    Instant first = target.equals(candidate) && since != null ? since : now;
    return now.isBefore(first.plus(GRACE))
        ? new RssMove(adopted, target, first)
        : new RssMove(target, null, null);
  }

  /**
   * Whether the configured URL may be asked when the new place fails: it may know a better one. One
   * that has led to https is not, as whoever can make https fail could answer in its place.
   */
  boolean allowsFallback(HttpUrl configured) {
    return to != null && !isUpgrade(configured, to);
  }

  /** What is known after a fetch that worked and began at the configured URL again. */
  RssMove afterFallback(HttpUrl configured, List<HttpUrl> redirects, Instant now) {
    return !redirects.isEmpty() && redirects.get(redirects.size() - 1).equals(to)
        ? new RssMove(to, null, null)
        : NONE.after(configured, redirects, now);
  }

  /** From http to https of the same URL, which nobody does by accident. */
  static boolean isSecured(HttpUrl from, HttpUrl to) {
    return isUpgrade(from, to)
        && from.encodedPath().equals(to.encodedPath())
        && Objects.equals(from.encodedQuery(), to.encodedQuery());
  }

  /** From http to https of the same host. */
  static boolean isUpgrade(HttpUrl from, HttpUrl to) {
    return !from.isHttps() && to.isHttps() && from.host().equals(to.host());
  }
}
