package io.tributary.connect.rss;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * What the polls of a feed have taught, apart from its entries.
 *
 * @param lifetime for how long the document was said to be fresh when it left its server
 * @param polled when it was fetched last
 * @param notBefore until when the server, or a series of failures, wants it left alone
 * @param succeeded when it was fetched last without failure
 * @param gone the fingerprint of the feed that answered 410, or null
 * @param reported the state that the status topic was told last, or null
 */
record RssPollState(
    RssValidators validators,
    RssRhythm rhythm,
    Duration lifetime,
    RssMove move,
    @Nullable Instant polled,
    @Nullable Instant notBefore,
    int failures,
    @Nullable Instant succeeded,
    @Nullable String gone,
    @Nullable String reported) {
  static final RssPollState NONE =
      new RssPollState(
          RssValidators.NONE,
          RssRhythm.NONE,
          Duration.ZERO,
          RssMove.NONE,
          null,
          null,
          0,
          null,
          null,
          null);

  /** After a fetch that worked. */
  RssPollState succeeded(
      RssValidators newValidators,
      RssRhythm newRhythm,
      Duration newLifetime,
      RssMove newMove,
      Instant now,
      @Nullable Instant wanted) {
    return new RssPollState(
        newValidators, newRhythm, newLifetime, newMove, now, wanted, 0, now, null, reported);
  }

  /** After one that did not. */
  RssPollState failed(RssMove newMove, Instant now, Instant retry, @Nullable String newGone) {
    return new RssPollState(
        validators,
        rhythm,
        lifetime,
        newMove,
        now,
        retry,
        failures + 1,
        succeeded,
        newGone,
        reported);
  }

  /** What to call it: ok, failing or gone. */
  String state() {
    if (gone != null) {
      return "gone";
    }
    return failures == 0 ? "ok" : "failing";
  }

  RssPollState reported(String state) {
    return new RssPollState(
        validators, rhythm, lifetime, move, polled, notBefore, failures, succeeded, gone, state);
  }

  /** The state without what a private URL may have in it. */
  RssPollState withoutMove() {
    return new RssPollState(
        validators,
        rhythm,
        lifetime,
        RssMove.NONE,
        polled,
        notBefore,
        failures,
        succeeded,
        gone,
        reported);
  }

  /** What is known, by the names it is stored under. */
  Map<String, Object> toMap() {
    Map<String, Object> stored = new HashMap<>();
    put(stored, "etag", validators.etag());
    put(stored, "last_modified", validators.lastModified());
    put(stored, "body_hash", validators.bodyHash());
    put(stored, "source", validators.source());
    put(stored, "lifetime_s", positive(lifetime.toSeconds()));
    put(stored, "interval_s", positive(rhythm.interval().toSeconds()));
    put(stored, "skip_hours", positive(rhythm.skipHours()));
    put(stored, "skip_days", positive(rhythm.skipDays()));
    put(stored, "moved_to", text(move.to()));
    put(stored, "moving_to", text(move.candidate()));
    put(stored, "moving_since", text(move.since()));
    put(stored, "polled", text(polled));
    put(stored, "not_before", text(notBefore));
    put(stored, "failures", positive(failures));
    put(stored, "succeeded", text(succeeded));
    put(stored, "gone", gone);
    put(stored, "reported", reported);
    return stored;
  }

  /**
   * Reads what {@link #toMap} wrote; what is missing is not known.
   *
   * @throws RuntimeException if a value is of another kind
   */
  static RssPollState from(Map<String, ?> stored) {
    return new RssPollState(
        new RssValidators(
            string(stored, "etag"),
            string(stored, "last_modified"),
            string(stored, "body_hash"),
            string(stored, "source")),
        new RssRhythm(
            Duration.ofSeconds(number(stored, "interval_s")),
            (int) number(stored, "skip_hours"),
            (int) number(stored, "skip_days")),
        Duration.ofSeconds(number(stored, "lifetime_s")),
        new RssMove(
            url(stored, "moved_to"), url(stored, "moving_to"), instant(stored, "moving_since")),
        instant(stored, "polled"),
        instant(stored, "not_before"),
        (int) number(stored, "failures"),
        instant(stored, "succeeded"),
        string(stored, "gone"),
        string(stored, "reported"));
  }

  private static void put(Map<String, Object> stored, String name, @Nullable Object value) {
    if (value != null) {
      stored.put(name, value);
    }
  }

  private static @Nullable Long positive(long number) {
    return number > 0 ? number : null;
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static @Nullable String string(Map<String, ?> stored, String name) {
    return (String) stored.get(name);
  }

  private static long number(Map<String, ?> stored, String name) {
    Number number = (Number) stored.get(name);
    return number == null ? 0 : number.longValue();
  }

  private static @Nullable Instant instant(Map<String, ?> stored, String name) {
    String text = string(stored, name);
    return text == null ? null : Instant.parse(text);
  }

  private static @Nullable HttpUrl url(Map<String, ?> stored, String name) {
    String text = string(stored, name);
    return text == null ? null : HttpUrl.get(text);
  }
}
