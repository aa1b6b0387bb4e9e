package io.tributary.connect.bluesky;

import io.tributary.connect.common.TimestampFormat;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/** The schema of posts; it may only grow by optional fields. */
final class PostSchema {
  static final String NAME = "io.tributary.bluesky.Post";
  static final int VERSION = 1;

  static final Schema MEDIA =
      nested("Media")
          .field("type", Schema.STRING_SCHEMA)
          .field("url", Schema.STRING_SCHEMA)
          .field("alt", Schema.STRING_SCHEMA)
          .field("mime_type", Schema.STRING_SCHEMA)
          .field("width", Schema.OPTIONAL_INT32_SCHEMA)
          .field("height", Schema.OPTIONAL_INT32_SCHEMA)
          .field("cid", Schema.STRING_SCHEMA)
          .build();
  static final Schema CARD =
      nested("Card")
          .optional()
          .field("url", Schema.STRING_SCHEMA)
          .field("title", Schema.STRING_SCHEMA)
          .field("description", Schema.STRING_SCHEMA)
          .field("thumb_url", Schema.OPTIONAL_STRING_SCHEMA)
          .build();
  static final Schema FACET =
      nested("Facet")
          .field("byte_start", Schema.INT32_SCHEMA)
          .field("byte_end", Schema.INT32_SCHEMA)
          .field("type", Schema.STRING_SCHEMA)
          .field("value", Schema.STRING_SCHEMA)
          .build();

  private static final Schema STRINGS = SchemaBuilder.array(Schema.STRING_SCHEMA).build();
  private static final Schema ISO_8601 = post(TimestampFormat.ISO8601);
  private static final Schema CONNECT = post(TimestampFormat.CONNECT);

  private PostSchema() {}

  static Schema of(TimestampFormat format) {
    return switch (format) {
      case ISO8601 -> ISO_8601;
      case CONNECT -> CONNECT;
    };
  }

  private static Schema post(TimestampFormat format) {
    return SchemaBuilder.struct()
        .name(NAME)
        .version(VERSION)
        .field("uri", Schema.STRING_SCHEMA)
        .field("cid", Schema.STRING_SCHEMA)
        .field("did", Schema.STRING_SCHEMA)
        .field("handle", Schema.OPTIONAL_STRING_SCHEMA)
        .field("rkey", Schema.STRING_SCHEMA)
        .field("rev", Schema.STRING_SCHEMA)
        .field("operation", Schema.STRING_SCHEMA)
        .field("url", Schema.STRING_SCHEMA)
        .field("text", Schema.STRING_SCHEMA)
        .field("created_at", format.optionalSchema())
        .field("event_time", format.schema())
        .field("langs", STRINGS)
        .field("tags", STRINGS)
        .field("links", STRINGS)
        .field("mentions", STRINGS)
        .field("reply_root", Schema.OPTIONAL_STRING_SCHEMA)
        .field("reply_parent", Schema.OPTIONAL_STRING_SCHEMA)
        .field("quote", Schema.OPTIONAL_STRING_SCHEMA)
        .field("media", SchemaBuilder.array(MEDIA).build())
        .field("card", CARD)
        .field("labels", STRINGS)
        .field("facets", SchemaBuilder.array(FACET).build())
        .field("record", Schema.OPTIONAL_STRING_SCHEMA)
        .build();
  }

  private static SchemaBuilder nested(String name) {
    return SchemaBuilder.struct().name("io.tributary.bluesky." + name).version(VERSION);
  }
}
