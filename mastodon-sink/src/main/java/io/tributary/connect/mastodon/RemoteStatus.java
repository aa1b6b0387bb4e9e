package io.tributary.connect.mastodon;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A status as the server lists it. */
record RemoteStatus(
    String id,
    @Nullable String url,
    Instant createdAt,
    @Nullable String parent,
    String visibility,
    StatusMark mark,
    List<String> mediaIds) {
  RemoteStatus {
    mediaIds = List.copyOf(mediaIds);
  }

  /**
   * Reads a status.
   *
   * @param snac whether it is one of snac, which makes media of links to pictures
   */
  static RemoteStatus from(JsonNode status, boolean snac) {
    List<String> ids = new ArrayList<>();
    List<String> descriptions = new ArrayList<>();
    for (JsonNode medium : status.path("media_attachments")) {
      ids.add(medium.path("id").asText());
      String description = text(medium, "description");
      descriptions.add(StatusMark.description(description == null ? "" : description));
    }
    String spoiler = status.path("spoiler_text").asText("");
    return new RemoteStatus(
        status.path("id").asText(),
        text(status, "url"),
        time(status.path("created_at").asText()),
        text(status, "in_reply_to_id"),
        status.path("visibility").asText(),
        new StatusMark(
            StatusText.fingerprintOfHtml(status.path("content").asText(), spoiler, snac),
            snac ? null : descriptions),
        ids);
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
