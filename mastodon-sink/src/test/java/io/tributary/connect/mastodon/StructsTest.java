package io.tributary.connect.mastodon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.Test;

/** Records with schemas, as the sources of this pack make them. */
class StructsTest {
  private static final Schema TEXT = Schema.OPTIONAL_STRING_SCHEMA;
  private static final Schema TEXTS = SchemaBuilder.array(Schema.STRING_SCHEMA).build();
  private static final Schema FACET =
      SchemaBuilder.struct()
          .field("byte_start", Schema.INT32_SCHEMA)
          .field("byte_end", Schema.INT32_SCHEMA)
          .field("type", Schema.STRING_SCHEMA)
          .field("value", Schema.STRING_SCHEMA)
          .build();
  private static final Schema CARD =
      SchemaBuilder.struct().optional().field("url", Schema.STRING_SCHEMA).build();
  private static final Schema POST =
      SchemaBuilder.struct()
          .name("io.tributary.bluesky.Post")
          .field("uri", Schema.STRING_SCHEMA)
          .field("did", Schema.STRING_SCHEMA)
          .field("rev", Schema.STRING_SCHEMA)
          .field("operation", Schema.STRING_SCHEMA)
          .field("text", Schema.STRING_SCHEMA)
          .field("event_time", Timestamp.SCHEMA)
          .field("langs", TEXTS)
          .field("labels", TEXTS)
          .field("reply_parent", TEXT)
          .field("quote", TEXT)
          .field("card", CARD)
          .field("facets", SchemaBuilder.array(FACET).build())
          .build();
  private static final Schema ENTRY =
      SchemaBuilder.struct()
          .name("io.tributary.rss.FeedEntry")
          .field("feed_url", Schema.STRING_SCHEMA)
          .field("id", Schema.STRING_SCHEMA)
          .field("title", TEXT)
          .field("url", TEXT)
          .field("published_at", TEXT)
          .field("language", TEXT)
          .field("change", Schema.STRING_SCHEMA)
          .build();

  @Test
  void aPostNeedsNoConfiguration() {
    try (var harness = new PostingHarness()) {
      Struct post = post("1", "create", "Look: example.org/…");
      post.put(
          "facets",
          List.of(
              new Struct(FACET)
                  .put("byte_start", 6)
                  .put("byte_end", 21)
                  .put("type", "link")
                  .put("value", "https://example.org/tides")));
      post.put("labels", List.of("nudity"));
      harness.post(Samples.uri("1"), post);
      harness.post(Samples.uri("1"), post("2", "update", "Look again"));

      FakeStatus status = harness.mastodon.present().get(0);
      assertThat(harness.mastodon.all()).hasSize(1);
      assertThat(status.text).isEqualTo("Look again\n\nhttps://example.org/card");
      assertThat(status.language).isEqualTo("de");
      assertThat(status.edits).isEqualTo(1);
    }
  }

  @Test
  void aFeedEntryNeedsNoConfiguration() {
    try (var harness = new PostingHarness()) {
      harness.post(
          "feed#1",
          new Struct(ENTRY)
              .put("feed_url", "https://example.org/feed")
              .put("id", "1")
              .put("title", "Tides & moon")
              .put("url", "https://example.org/1")
              .put("published_at", "2026-11-21T11:00:00Z")
              .put("language", "en-GB")
              .put("change", "new"));

      assertThat(harness.mastodon.texts()).containsExactly("Tides & moon\n\nhttps://example.org/1");
      assertThat(harness.mastodon.present().get(0).language).isEqualTo("en");
    }
  }

  private static Struct post(String revision, String operation, String text) {
    return new Struct(POST)
        .put("uri", Samples.uri("1"))
        .put("did", Samples.DID)
        .put("rev", revision)
        .put("operation", operation)
        .put("text", text)
        .put("event_time", Date.from(Instant.parse("2026-11-21T11:59:00Z")))
        .put("langs", List.of("de-CH"))
        .put("labels", List.of())
        .put("card", new Struct(CARD).put("url", "https://example.org/card"))
        .put("facets", List.of());
  }
}
