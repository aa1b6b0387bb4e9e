package io.tributary.connect.rss;

import io.tributary.connect.common.TimestampFormat;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/** The schema of the values; it may only grow by optional fields. */
final class FeedEntrySchema {
  static final String NAME = "io.tributary.rss.FeedEntry";
  static final int VERSION = 1;

  static final Schema ENCLOSURE =
      nested("Enclosure")
          .field("url", Schema.STRING_SCHEMA)
          .field("mime_type", Schema.STRING_SCHEMA)
          .field("length", Schema.OPTIONAL_INT64_SCHEMA)
          .build();
  static final Schema TRANSCRIPT =
      nested("TranscriptLink")
          .field("url", Schema.STRING_SCHEMA)
          .field("mime_type", Schema.STRING_SCHEMA)
          .field("language", Schema.OPTIONAL_STRING_SCHEMA)
          .build();
  static final Schema PERSON =
      nested("Person")
          .field("name", Schema.STRING_SCHEMA)
          .field("role", Schema.OPTIONAL_STRING_SCHEMA)
          .field("url", Schema.OPTIONAL_STRING_SCHEMA)
          .build();
  static final Schema CHAPTER =
      nested("Chapter")
          .field("start_ms", Schema.INT64_SCHEMA)
          .field("title", Schema.OPTIONAL_STRING_SCHEMA)
          .field("url", Schema.OPTIONAL_STRING_SCHEMA)
          .field("image_url", Schema.OPTIONAL_STRING_SCHEMA)
          .build();
  static final Schema SOUNDBITE =
      nested("Soundbite")
          .field("start_ms", Schema.INT64_SCHEMA)
          .field("duration_ms", Schema.INT64_SCHEMA)
          .field("title", Schema.OPTIONAL_STRING_SCHEMA)
          .build();
  static final Schema LOCATION =
      nested("Location")
          .optional()
          .field("name", Schema.STRING_SCHEMA)
          .field("geo", Schema.OPTIONAL_STRING_SCHEMA)
          .field("osm", Schema.OPTIONAL_STRING_SCHEMA)
          .build();
  static final Schema EPISODE =
      nested("Episode")
          .optional()
          .field("season", Schema.OPTIONAL_INT32_SCHEMA)
          .field("number", Schema.OPTIONAL_INT32_SCHEMA)
          .field("type", Schema.OPTIONAL_STRING_SCHEMA)
          .field("explicit", Schema.OPTIONAL_BOOLEAN_SCHEMA)
          .field("subtitle", Schema.OPTIONAL_STRING_SCHEMA)
          .field("image_url", Schema.OPTIONAL_STRING_SCHEMA)
          .field("chapters_url", Schema.OPTIONAL_STRING_SCHEMA)
          .field("transcripts", SchemaBuilder.array(TRANSCRIPT).build())
          .field("persons", SchemaBuilder.array(PERSON).build())
          .field("chapters", SchemaBuilder.array(CHAPTER).optional().build())
          .field("soundbites", SchemaBuilder.array(SOUNDBITE).optional().build())
          .field("location", LOCATION)
          .build();

  private static final Schema STRINGS = SchemaBuilder.array(Schema.STRING_SCHEMA).build();
  private static final Schema ISO_8601 = entry(TimestampFormat.ISO8601);
  private static final Schema CONNECT = entry(TimestampFormat.CONNECT);

  private FeedEntrySchema() {}

  static Schema of(TimestampFormat format) {
    return switch (format) {
      case ISO8601 -> ISO_8601;
      case CONNECT -> CONNECT;
    };
  }

  private static Schema entry(TimestampFormat format) {
    Schema optionalTime = RssRecord.optionalTime(format);
    return SchemaBuilder.struct()
        .name(NAME)
        .version(VERSION)
        .field("feed_url", Schema.STRING_SCHEMA)
        .field("feed_title", Schema.OPTIONAL_STRING_SCHEMA)
        .field("id", Schema.STRING_SCHEMA)
        .field("url", Schema.OPTIONAL_STRING_SCHEMA)
        .field("title", Schema.OPTIONAL_STRING_SCHEMA)
        .field("summary", Schema.OPTIONAL_STRING_SCHEMA)
        .field("content", Schema.OPTIONAL_STRING_SCHEMA)
        .field("text", Schema.OPTIONAL_STRING_SCHEMA)
        .field("author", Schema.OPTIONAL_STRING_SCHEMA)
        .field("published_at", optionalTime)
        .field("updated_at", optionalTime)
        .field("event_time", RssRecord.time(format))
        .field("language", Schema.OPTIONAL_STRING_SCHEMA)
        .field("tags", STRINGS)
        .field("links", STRINGS)
        .field("image_url", Schema.OPTIONAL_STRING_SCHEMA)
        .field("enclosures", SchemaBuilder.array(ENCLOSURE).build())
        .field("audio_url", Schema.OPTIONAL_STRING_SCHEMA)
        .field("duration_seconds", Schema.OPTIONAL_INT32_SCHEMA)
        .field("episode", EPISODE)
        .field("change", Schema.STRING_SCHEMA)
        .field("feed_guid", Schema.OPTIONAL_STRING_SCHEMA)
        .build();
  }

  private static SchemaBuilder nested(String name) {
    return SchemaBuilder.struct().name("io.tributary.rss." + name).version(VERSION);
  }
}
