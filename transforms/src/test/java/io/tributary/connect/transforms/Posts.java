package io.tributary.connect.transforms;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;

/** A post with every kind of field. */
final class Posts {
  static final Schema CARD =
      SchemaBuilder.struct()
          .name("Card")
          .field("url", Schema.STRING_SCHEMA)
          .field("title", Schema.OPTIONAL_STRING_SCHEMA)
          .optional()
          .build();
  static final Schema MEDIUM =
      SchemaBuilder.struct()
          .field("url", Schema.STRING_SCHEMA)
          .field("alt", Schema.OPTIONAL_STRING_SCHEMA)
          .field("width", Schema.INT32_SCHEMA)
          .build();
  static final Schema POST =
      SchemaBuilder.struct()
          .name("Post")
          .version(3)
          .doc("A post.")
          .field("did", Schema.STRING_SCHEMA)
          .field("text", Schema.STRING_SCHEMA)
          .field("tags", SchemaBuilder.array(Schema.STRING_SCHEMA).build())
          .field("links", SchemaBuilder.array(Schema.STRING_SCHEMA).build())
          .field("card", CARD)
          .field("media", SchemaBuilder.array(MEDIUM).build())
          .field("likes", Schema.INT32_SCHEMA)
          .field("views", Schema.INT64_SCHEMA)
          .field("rating", Schema.FLOAT64_SCHEMA)
          .field("share", Schema.FLOAT32_SCHEMA)
          .field("pinned", Schema.BOOLEAN_SCHEMA)
          .field("created_at", Schema.STRING_SCHEMA)
          .field("seen_at", Timestamp.builder().optional().build())
          .field("flat.name", Schema.STRING_SCHEMA)
          .field("handle", Schema.OPTIONAL_STRING_SCHEMA)
          .build();

  private Posts() {}

  static Struct full() {
    return new Struct(POST)
        .put("did", "did:plc:ann")
        .put("text", "Tide tables, for kids\nand others")
        .put("tags", List.of("Sea", "Straße"))
        .put("links", List.of())
        .put("card", new Struct(CARD).put("url", "https://card.example/"))
        .put(
            "media",
            List.of(
                new Struct(MEDIUM).put("url", "https://m.example/1").put("width", 800),
                new Struct(MEDIUM)
                    .put("url", "https://m.example/2")
                    .put("alt", "A pier")
                    .put("width", 1200)))
        .put("likes", 5)
        .put("views", 9_007_199_254_740_993L)
        .put("rating", 4.5)
        .put("share", 0.1f)
        .put("pinned", false)
        .put("created_at", "2026-11-21T09:30:15.070Z")
        .put("seen_at", Date.from(Instant.parse("2026-11-21T10:00:00Z")))
        .put("flat.name", "flat");
  }

  static Struct withTags(String... tags) {
    return full().put("tags", List.of(tags));
  }
}
