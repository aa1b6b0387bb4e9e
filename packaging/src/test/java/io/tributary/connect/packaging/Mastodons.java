package io.tributary.connect.packaging;

import io.tributary.connect.embedded.EmbeddedCluster;
import io.tributary.connect.mastodon.FakeMastodon;
import java.util.Map;

/** Points the Mastodon sinks of examples at a server of a test. */
final class Mastodons {
  private Mastodons() {}

  /** Changes what depends on the server, the account and the broker, and nothing else. */
  static void redirect(
      Map<String, Map<String, String>> configs, FakeMastodon mastodon, EmbeddedCluster cluster) {
    for (Map<String, String> config : configs.values()) {
      if (config.containsKey("instance.url")) {
        config.put("instance.url", mastodon.url());
        config.put("access.token", FakeMastodon.TOKEN);
        config.put("state.kafka.bootstrap.servers", cluster.bootstrapServers());
      }
    }
  }
}
