package io.tributary.connect.rss;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A transcript that is still to be fetched, with all that its records say of the episode: by then
 * the episode may have left the feed.
 *
 * @param since when it was first to be had
 * @param emitted how many of its passages were emitted
 */
record RssWaiting(
    String entryId,
    @Nullable String episodeTitle,
    @Nullable String episodeUrl,
    @Nullable String audioUrl,
    String url,
    String mimeType,
    @Nullable String language,
    Instant since,
    int emitted) {

  /** What an offset can hold of one text; a URL is of no use when it is cut. */
  private static final int LONGEST = 2_000;

  static RssWaiting of(RssEntry entry, RssEpisode.Transcript transcript, Instant now) {
    return new RssWaiting(
        entry.id(),
        cut(entry.title()),
        whole(entry.url()),
        whole(entry.audioUrl()),
        transcript.url(),
        transcript.mimeType(),
        transcript.language() != null ? transcript.language() : entry.language(),
        now,
        0);
  }

  private static @Nullable String cut(@Nullable String text) {
    if (text == null || text.length() <= LONGEST) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    return text.substring(0, end);
  }

  private static @Nullable String whole(@Nullable String url) {
    return url == null || url.length() > LONGEST ? null : url;
  }

  RssWaiting emitted(int passages) {
    return new RssWaiting(
        entryId, episodeTitle, episodeUrl, audioUrl, url, mimeType, language, since, passages);
  }
}
