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

  static RssWaiting of(RssEntry entry, RssEpisode.Transcript transcript, Instant now) {
    return new RssWaiting(
        entry.id(),
        entry.title(),
        entry.url(),
        entry.audioUrl(),
        transcript.url(),
        transcript.mimeType(),
        transcript.language() != null ? transcript.language() : entry.language(),
        now,
        0);
  }

  RssWaiting emitted(int passages) {
    return new RssWaiting(
        entryId, episodeTitle, episodeUrl, audioUrl, url, mimeType, language, since, passages);
  }
}
