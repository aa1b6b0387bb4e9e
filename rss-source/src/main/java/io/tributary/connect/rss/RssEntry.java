package io.tributary.connect.rss;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a feed. URLs are absolute; {@code baseUrl} is what links in its HTML are relative
 * to.
 *
 * @param ids what it may be known by, the best first
 */
record RssEntry(
    List<String> ids,
    RssFingerprint fingerprint,
    String baseUrl,
    @Nullable String url,
    @Nullable String title,
    @Nullable RssText summary,
    @Nullable RssText content,
    @Nullable String author,
    @Nullable Instant published,
    @Nullable Instant updated,
    @Nullable String language,
    List<String> tags,
    List<String> links,
    @Nullable String imageUrl,
    List<RssEnclosure> enclosures,
    @Nullable Integer durationSeconds,
    @Nullable RssEpisode episode) {

  String id() {
    return ids.get(0);
  }

  /** The same entry without so many of its ids, which turned out to identify nothing. */
  RssEntry withoutIds(int first) {
    if (first == 0) {
      return this;
    }
    List<String> left = ids.subList(first, ids.size());
    return new RssEntry(
        left,
        new RssFingerprint(RssFingerprint.identity(left.get(0)), fingerprint.content()),
        baseUrl,
        url,
        title,
        summary,
        content,
        author,
        published,
        updated,
        language,
        tags,
        links,
        imageUrl,
        enclosures,
        durationSeconds,
        episode);
  }

  /** The first enclosure that can be listened to. */
  @Nullable String audioUrl() {
    return enclosures.stream()
        .filter(RssEnclosure::isAudio)
        .map(RssEnclosure::url)
        .findFirst()
        .orElse(null);
  }

  /** When the publisher says it happened. */
  @Nullable Instant time() {
    return published != null ? published : updated;
  }
}
