package io.tributary.connect.rss;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the iTunes and podcast namespaces say of an entry, beyond what every entry has. */
record RssEpisode(
    @Nullable Integer season,
    @Nullable Integer number,
    @Nullable String type,
    @Nullable Boolean explicit,
    @Nullable String subtitle,
    @Nullable String imageUrl,
    @Nullable String chaptersUrl,
    List<Transcript> transcripts,
    List<Person> persons) {

  /** A link to a transcript, one a format or language. */
  record Transcript(String url, String mimeType, @Nullable String language) {}

  /** Someone who takes part. */
  record Person(String name, @Nullable String role, @Nullable String url) {}

  boolean isEmpty() {
    return season == null
        && number == null
        && type == null
        && explicit == null
        && subtitle == null
        && imageUrl == null
        && chaptersUrl == null
        && transcripts.isEmpty()
        && persons.isEmpty();
  }
}
