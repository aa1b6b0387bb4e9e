package io.tributary.connect.mastodon;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** What a record is, by the name of its schema, or by its fields where it has none. */
enum RecordKind {
  /** A post of the Bluesky source. */
  POST("${text}"),
  /** An entry of the RSS source. */
  FEED_ENTRY("${title|text}\n\n${url|audio_url}"),
  OTHER("");

  private static final List<String> POST_FIELDS = List.of("uri", "did", "rkey", "text", "facets");
  private static final List<String> ENTRY_FIELDS = List.of("feed_url", "id", "change");

  private final String template;

  RecordKind(String template) {
    this.template = template;
  }

  /** How such a record is posted unless the configuration says otherwise. */
  String defaultTemplate() {
    return template;
  }

  static RecordKind of(@Nullable Object value) {
    if (value instanceof Struct struct && struct.schema().name() != null) {
      return switch (struct.schema().name()) {
        case "io.tributary.bluesky.Post" -> POST;
        case "io.tributary.rss.FeedEntry" -> FEED_ENTRY;
        default -> OTHER;
      };
    }
    if (value instanceof Map<?, ?> map) {
      return map.keySet().containsAll(POST_FIELDS)
          ? POST
          : map.keySet().containsAll(ENTRY_FIELDS) ? FEED_ENTRY : OTHER;
    }
    return OTHER;
  }
}
