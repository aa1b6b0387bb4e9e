package io.tributary.connect.embedded;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What in the configuration of a Mastodon sink depends on where it runs.
 *
 * @param instance the server to post to; null to show only what would be posted
 * @param bootstrapServers the brokers that keep what was posted
 */
record MastodonTarget(@Nullable URI instance, String bootstrapServers) {
  /** Names the environment variable that holds the account's access token. */
  static final String TOKEN = "MASTODON_TOKEN";

  private static final String SINK = "io.tributary.connect.mastodon.MastodonSinkConnector";

  /** Whether one of the connectors posts to Mastodon. */
  static boolean isNeeded(Map<String, Map<String, String>> configs) {
    return configs.values().stream().anyMatch(MastodonTarget::isSink);
  }

  /** Changes every Mastodon sink among the configurations. */
  void applyTo(Map<String, Map<String, String>> configs) {
    for (Map<String, String> config : configs.values()) {
      if (isSink(config)) {
        config.put("state.kafka.bootstrap.servers", bootstrapServers);
        if (instance == null) {
          config.put("dry.run", "true");
        } else {
          config.put("instance.url", instance.toString());
        }
      }
    }
  }

  private static boolean isSink(Map<String, String> config) {
    return SINK.equals(config.get("connector.class"));
  }
}
