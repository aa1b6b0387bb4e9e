package io.tributary.connect.mastodon;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records as JSON without schemas brings them. */
final class Samples {
  static final String DID = "did:plc:abc";

  private Samples() {}

  static String uri(String rkey) {
    return "at://%s/app.bsky.feed.post/%s".formatted(DID, rkey);
  }

  static Map<String, @Nullable Object> post(String rkey, String text) {
    return post(rkey, text, "create", "rev-1-" + rkey);
  }

  static Map<String, @Nullable Object> post(
      String rkey, String text, String operation, String revision) {
    Map<String, @Nullable Object> post = new HashMap<>();
    post.put("uri", uri(rkey));
    post.put("did", DID);
    post.put("rkey", rkey);
    post.put("rev", revision);
    post.put("operation", operation);
    post.put("text", text);
    post.put("event_time", Instant.parse("2026-11-21T11:59:00Z").toString());
    post.put("langs", List.of("en-GB"));
    post.put("facets", List.of());
    post.put("labels", List.of());
    post.put("media", List.of());
    return post;
  }

  static Map<String, @Nullable Object> with(
      Map<String, @Nullable Object> record, String field, @Nullable Object value) {
    Map<String, @Nullable Object> changed = new HashMap<>(record);
    changed.put(field, value);
    return changed;
  }

  static Map<String, Object> facet(int start, int end, String type, String value) {
    return Map.of("byte_start", start, "byte_end", end, "type", type, "value", value);
  }

  static Map<String, @Nullable Object> entry(String id, String title, String url) {
    Map<String, @Nullable Object> entry = new HashMap<>();
    entry.put("feed_url", "https://example.org/feed");
    entry.put("id", id);
    entry.put("title", title);
    entry.put("url", url);
    entry.put("change", "new");
    entry.put("published_at", "2026-11-21T11:00:00Z");
    return entry;
  }
}
