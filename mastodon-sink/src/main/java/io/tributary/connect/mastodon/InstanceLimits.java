package io.tributary.connect.mastodon;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a server takes.
 *
 * @param mimeTypes empty if it does not say
 * @param apiVersion Mastodon's own number; 0 for older and other servers
 * @param mastodon whether it is Mastodon itself, whose limits are known where it does not tell them
 * @param snac whether it is snac, which lists an account's public statuses only
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
    boolean mastodon,
    boolean snac) {
  /** Native quotes came with this one (Mastodon 4.5). */
  private static final int QUOTES = 7;

  /** What Mastodon takes unless its administrator has changed it. */
  static final InstanceLimits DEFAULT =
      new InstanceLimits(500, 23, 4, 1500, 16_777_216, 103_809_024, List.of(), 0, false, false);

  InstanceLimits {
    mimeTypes = List.copyOf(mimeTypes);
  }

  /** Reads the answer of /api/v2/instance or /api/v1/instance, of whichever server. */
  static InstanceLimits from(JsonNode instance) {
    JsonNode statuses = instance.at("/configuration/statuses");
    JsonNode media = instance.at("/configuration/media_attachments");
    List<String> types = new ArrayList<>();
    media.path("supported_mime_types").forEach(type -> types.add(type.asText()));
    String version = instance.path("version").asText("").toLowerCase(Locale.ROOT);
    // Pleroma and others say how many characters at the top, and whom they are compatible with.
    int characters =
        statuses
            .path("max_characters")
            .asInt(instance.path("max_toot_chars").asInt(DEFAULT.maxCharacters));
    return new InstanceLimits(
        Math.max(1, characters),
        statuses.path("characters_reserved_per_url").asInt(DEFAULT.charactersPerUrl),
        statuses.path("max_media_attachments").asInt(DEFAULT.maxMedia),
        media.path("description_limit").asInt(DEFAULT.maxDescription),
        media.path("image_size_limit").asLong(DEFAULT.maxImageBytes),
        media.path("video_size_limit").asLong(DEFAULT.maxVideoBytes),
        types,
        instance.at("/api_versions/mastodon").asInt(0),
        version.matches("[34]\\.\\d+\\.\\d+[^(]*"),
        version.contains("not true mastodon"));
  }

  boolean quotes() {
    return apiVersion >= QUOTES;
  }

  boolean takes(String mimeType) {
    return mimeTypes.isEmpty() || mimeTypes.contains(mimeType);
  }

  long maxBytes(String mimeType) {
    return mimeType.startsWith("image/") ? maxImageBytes : maxVideoBytes;
  }
}
