package io.tributary.connect.mastodon;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server takes.
 *
 * @param charactersPerUrl 0 where URLs count like any other text, character by character
 * @param mimeTypes empty if it does not say, or takes everything
 * @param apiVersion Mastodon's own number; 0 for older and other servers
 */
record InstanceLimits(
    int maxCharacters,
    int charactersPerUrl,
    int maxMedia,
    int maxDescription,
    long maxImageBytes,
    long maxVideoBytes,
    List<String> mimeTypes,
    int apiVersion,
    ServerMake make) {
  /** Native quotes came with this one (Mastodon 4.5). */
  private static final int QUOTES = 7;

  private static final String ANY_TYPE = "application/octet-stream";

  /** What Mastodon takes unless its administrator has changed it. */
  static final InstanceLimits DEFAULT =
      new InstanceLimits(500, 23, 4, 1500, 16_777_216, 103_809_024, List.of(), 0, ServerMake.OTHER);

  InstanceLimits {
    mimeTypes = List.copyOf(mimeTypes);
  }

  /** Reads the answer of /api/v2/instance or /api/v1/instance, of whichever server. */
  static InstanceLimits from(JsonNode instance) {
    JsonNode statuses = instance.at("/configuration/statuses");
    JsonNode media = instance.at("/configuration/media_attachments");
    List<String> types = new ArrayList<>();
    media.path("supported_mime_types").forEach(type -> types.add(type.asText()));
    ServerMake make = ServerMake.of(instance);
    // Pleroma and others say some things at the top.
    long upload = instance.path("upload_limit").asLong(0);
    return new InstanceLimits(
        Math.max(
            1,
            statuses
                .path("max_characters")
                .asInt(instance.path("max_toot_chars").asInt(DEFAULT.maxCharacters))),
        // GoToSocial reserves a number of characters for each, and counts all of them.
        make == ServerMake.MASTODON
            ? statuses.path("characters_reserved_per_url").asInt(DEFAULT.charactersPerUrl)
            : 0,
        statuses.path("max_media_attachments").asInt(DEFAULT.maxMedia),
        media
            .path("description_limit")
            .asInt(instance.path("description_limit").asInt(DEFAULT.maxDescription)),
        media.path("image_size_limit").asLong(upload > 0 ? upload : DEFAULT.maxImageBytes),
        media.path("video_size_limit").asLong(upload > 0 ? upload : DEFAULT.maxVideoBytes),
        types.contains(ANY_TYPE) ? List.of() : types,
        instance.at("/api_versions/mastodon").asInt(0),
        make);
  }

  boolean mastodon() {
    return make == ServerMake.MASTODON;
  }

  boolean snac() {
    return make == ServerMake.SNAC;
  }

  boolean quotes() {
    return apiVersion >= QUOTES;
  }

  /**
   * Returns a language if the server takes it: Akkoma refuses statuses for one of three letters.
   */
  @Nullable String language(@Nullable String language) {
    return make == ServerMake.PLEROMA && language != null && language.length() != 2
        ? null
        : language;
  }

  boolean takes(String mimeType) {
    return mimeTypes.isEmpty() || mimeTypes.contains(mimeType);
  }

  long maxBytes(String mimeType) {
    return mimeType.startsWith("image/") ? maxImageBytes : maxVideoBytes;
  }
}
