package io.tributary.connect.mastodon;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** A status as the server lists it. */
record RemoteStatus(
    String id,
    @Nullable String url,
    Instant createdAt,
    @Nullable String parent,
    String visibility,
    String fingerprint) {

  static RemoteStatus from(JsonNode status) {
    return new RemoteStatus(
        status.path("id").asText(),
        text(status, "url"),
        time(status.path("created_at").asText()),
        text(status, "in_reply_to_id"),
        status.path("visibility").asText(),
        StatusText.fingerprintOfHtml(
            status.path("content").asText(), status.path("spoiler_text").asText("")));
  }

  static @Nullable String text(JsonNode node, String field) {
    return node.hasNonNull(field) ? node.get(field).asText() : null;
  }

  private static Instant time(String time) {
    try {
      return OffsetDateTime.parse(time).toInstant();
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }
}
