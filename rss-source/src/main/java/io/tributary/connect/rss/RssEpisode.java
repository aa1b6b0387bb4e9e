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
    List<Person> persons,
    List<Chapter> chapters,
    List<Soundbite> soundbites,
    @Nullable Location location) {

  /** A link to a transcript, one a format or language. */
  record Transcript(String url, String mimeType, @Nullable String language) {}

  /** Someone who takes part. */
  record Person(String name, @Nullable String role, @Nullable String url) {}

  /** Where a part begins, from Podlove Simple Chapters. */
  record Chapter(
      long startMs, @Nullable String title, @Nullable String url, @Nullable String imageUrl) {}

  /** A part worth hearing by itself. */
  record Soundbite(long startMs, long durationMs, @Nullable String title) {}

  /** What place it is about; {@code geo} is a geo URI without its scheme, {@code osm} an object. */
  record Location(String name, @Nullable String geo, @Nullable String osm) {}

  boolean isEmpty() {
    return season == null
        && number == null
        && type == null
        && explicit == null
        && subtitle == null
        && imageUrl == null
        && chaptersUrl == null
        && transcripts.isEmpty()
        && persons.isEmpty()
        && chapters.isEmpty()
        && soundbites.isEmpty()
        && location == null;
  }
}
