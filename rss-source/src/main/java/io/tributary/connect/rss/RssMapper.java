package io.tributary.connect.rss;

import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
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
   * @param feedUrl what stands for the feed in keys and values
   * @param fetched the time of an entry that has none
   * @param offset what covers this entry and those before it
   */
  SourceRecord map(
      String feedUrl,
      @Nullable String feedTitle,
      RssEntry entry,
      Instant fetched,
      Map<String, ?> offset) {
    var headers = new ConnectHeaders();
    headers.addString("operation", "create");
    headers.addString("source", feedUrl);
    // No record timestamp: retention would delete an old episode as soon as it arrives.
    return new SourceRecord(
        RssOffset.partition(feedUrl),
        offset,
        topic,
        null,
        Schema.STRING_SCHEMA,
        feedUrl + "#" + entry.id(),
        schema,
        value(feedUrl, feedTitle, entry, fetched),
        null,
        headers);
  }

  /** Whether a record is larger than what may be sent. */
  boolean isTooLarge(SourceRecord record) {
    return RssSize.of(record) > maxBytes;
  }

  private Struct value(
      String feedUrl, @Nullable String feedTitle, RssEntry entry, Instant fetched) {
    RssText body = entry.content() != null ? entry.content() : entry.summary();
    RssHtml html =
        body != null && body.html() ? RssHtml.parse(body.value(), entry.baseUrl()) : null;
    Instant time = entry.time();
    return new Struct(schema)
        .put("feed_url", feedUrl)
        .put("feed_title", feedTitle)
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
        .put("audio_url", audioUrl(entry))
        .put("duration_seconds", entry.durationSeconds())
        .put("episode", episode(entry.episode()))
        .put("change", "new");
  }

  private @Nullable Object time(@Nullable Instant time) {
    if (time == null) {
      return null;
    }
    return switch (timestampFormat) {
      case ISO8601 -> time.toString();
      case CONNECT -> Date.from(time);
    };
  }

  private static @Nullable String text(@Nullable RssText body, @Nullable RssHtml html) {
    if (body == null) {
      return null;
    }
    String text = html == null ? body.value().strip() : html.text();
    return text.isEmpty() ? null : text;
  }

  private static List<String> links(RssEntry entry, @Nullable RssHtml html) {
    Set<String> links = new LinkedHashSet<>(entry.links());
    if (html != null) {
      links.addAll(html.links());
    }
    return List.copyOf(links);
  }

  private static @Nullable String audioUrl(RssEntry entry) {
    return entry.enclosures().stream()
        .filter(RssEnclosure::isAudio)
        .map(RssEnclosure::url)
        .findFirst()
        .orElse(null);
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
        .put("persons", episode.persons().stream().map(RssMapper::person).toList());
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
