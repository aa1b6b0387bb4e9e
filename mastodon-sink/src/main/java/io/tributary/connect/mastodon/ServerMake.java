package io.tributary.connect.mastodon;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** Who has made a server, as far as it matters. */
enum ServerMake {
  /** Mastodon itself, whose limits are known where it does not tell them. */
  MASTODON,
  /** Pleroma, Akkoma and their like. */
  PLEROMA,
  /** Lists an account's public statuses only, and answers in HTML. */
  SNAC,
  OTHER;

  /** Reads it from the answer of /api/v2/instance or /api/v1/instance. */
  static ServerMake of(JsonNode instance) {
    String version = instance.path("version").asText("").toLowerCase(Locale.ROOT);
    if (instance.has("pleroma") || version.matches(".*\\b(?:pleroma|akkoma)\\b.*")) {
      return PLEROMA;
    }
    if (version.contains("not true mastodon")) {
      return SNAC;
    }
    // Others say whom they are compatible with, and in brackets who they are.
    return version.matches("[34]\\.\\d+\\.\\d+[^(]*") ? MASTODON : OTHER;
  }
}
