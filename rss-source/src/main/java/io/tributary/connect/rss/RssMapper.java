package io.tributary.connect.rss;

import io.tributary.connect.common.HtmlText;
import io.tributary.connect.common.RecordSize;
import io.tributary.connect.common.TimestampFormat;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Turns an entry into the record that stands for it. */
final class RssMapper {
  private final String topic;
  private final TimestampFormat timestampFormat;
  private final Schema schema;
  private final int maxBytes;

  RssMapper(String topic, TimestampFormat timestampFormat, int maxBytes) {
    this.maxBytes = maxBytes;
    this.topic = topic;
    this.timestampFormat = timestampFormat;
    this.schema = FeedEntrySchema.of(timestampFormat);
  }

  /**
   * Maps one entry.
   *
   * @param feed where it is from, with the offset that covers this entry and those before it
   * @param update whether it was emitted before, saying something else
   * @param fetched the time of an entry that has none
   */
  SourceRecord map(
      RssFeedState feed, RssFeed document, RssEntry entry, boolean update, Instant fetched) {
    String feedUrl = feed.address.name();
    Struct value =
        value(feedUrl, entry, fetched)
            .put("feed_title", document.title())
            .put("feed_guid", document.guid())
            .put("change", update ? "updated" : "new");
    return RssRecord.of(feed, topic, key(feedUrl, entry.id()), value, update ? "update" : "create");
  }

  /** Whether a record is larger than what may be sent. */
  boolean isTooLarge(SourceRecord record) {
    return RecordSize.exceeds(record, maxBytes);
  }

  /** The key of an entry. */
  static String key(String feedUrl, String id) {
    return feedUrl + "#" + id;
  }

  private Struct value(String feedUrl, RssEntry entry, Instant fetched) {
    RssText body = entry.content() != null ? entry.content() : entry.summary();
    HtmlText html =
        body != null && body.html() ? HtmlText.parse(body.value(), entry.baseUrl()) : null;
    Instant time = entry.time();
    return new Struct(schema)
        .put("feed_url", feedUrl)
        .put("id", entry.id())
        .put("url", entry.url())
        .put("title", entry.title())
        .put("summary", entry.summary() == null ? null : entry.summary().value())
        .put("content", entry.content() == null ? null : entry.content().value())
        .put("text", text(body, html))
        .put("author", entry.author())
        .put("published_at", time(entry.published()))
        .put("updated_at", time(entry.updated()))
        .put("event_time", time(time != null ? time : fetched))
        .put("language", entry.language())
        .put("tags", entry.tags())
        .put("links", links(entry, html))
        .put("image_url", entry.imageUrl())
        .put("enclosures", entry.enclosures().stream().map(RssMapper::enclosure).toList())
        .put("audio_url", entry.audioUrl())
        .put("duration_seconds", entry.durationSeconds())
        .put("episode", episode(entry.episode()));
  }

  private @Nullable Object time(@Nullable Instant time) {
    return RssRecord.time(timestampFormat, time);
  }

  private static @Nullable String text(@Nullable RssText body, @Nullable HtmlText html) {
    if (body == null) {
      return null;
    }
    String text = html == null ? body.value().strip() : html.text();
    return text.isEmpty() ? null : text;
  }

  private static List<String> links(RssEntry entry, @Nullable HtmlText html) {
    Set<String> links = new LinkedHashSet<>(entry.links());
    if (html != null) {
      links.addAll(html.links());
    }
    return List.copyOf(links);
  }

  private static Struct enclosure(RssEnclosure enclosure) {
    return new Struct(FeedEntrySchema.ENCLOSURE)
        .put("url", enclosure.url())
        .put("mime_type", enclosure.mimeType())
        .put("length", enclosure.length());
  }

  private static @Nullable Struct episode(@Nullable RssEpisode episode) {
    if (episode == null) {
      return null;
    }
    return new Struct(FeedEntrySchema.EPISODE)
        .put("season", episode.season())
        .put("number", episode.number())
        .put("type", episode.type())
        .put("explicit", episode.explicit())
        .put("subtitle", episode.subtitle())
        .put("image_url", episode.imageUrl())
        .put("chapters_url", episode.chaptersUrl())
        .put("transcripts", episode.transcripts().stream().map(RssMapper::transcript).toList())
        .put("persons", episode.persons().stream().map(RssMapper::person).toList())
        .put("chapters", episode.chapters().stream().map(RssMapper::chapter).toList())
        .put("soundbites", episode.soundbites().stream().map(RssMapper::soundbite).toList())
        .put("location", location(episode.location()));
  }

  private static Struct chapter(RssEpisode.Chapter chapter) {
    return new Struct(FeedEntrySchema.CHAPTER)
        .put("start_ms", chapter.startMs())
        .put("title", chapter.title())
        .put("url", chapter.url())
        .put("image_url", chapter.imageUrl());
  }

  private static Struct soundbite(RssEpisode.Soundbite soundbite) {
    return new Struct(FeedEntrySchema.SOUNDBITE)
        .put("start_ms", soundbite.startMs())
        .put("duration_ms", soundbite.durationMs())
        .put("title", soundbite.title());
  }

  private static @Nullable Struct location(RssEpisode.@Nullable Location location) {
    return location == null
        ? null
        : new Struct(FeedEntrySchema.LOCATION)
            .put("name", location.name())
            .put("geo", location.geo())
            .put("osm", location.osm());
  }

  private static Struct transcript(RssEpisode.Transcript transcript) {
    return new Struct(FeedEntrySchema.TRANSCRIPT)
        .put("url", transcript.url())
        .put("mime_type", transcript.mimeType())
        .put("language", transcript.language());
  }

  private static Struct person(RssEpisode.Person person) {
    return new Struct(FeedEntrySchema.PERSON)
        .put("name", person.name())
        .put("role", person.role())
        .put("url", person.url());
  }
}
