package io.tributary.connect.embedded;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The configuration of every embedded worker: exactly-once sources, committed reads, quick
 * take-over.
 */
final class WorkerSettings {
  static final String GROUP = "tributary";

  private WorkerSettings() {}

  /** Returns distributed worker properties; {@code restPort} 0 means any free port. */
  static Map<String, String> of(String bootstrapServers, Path pluginPath, int restPort) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("bootstrap.servers", bootstrapServers);
    settings.put("group.id", GROUP);
    settings.put("listeners", "http://127.0.0.1:" + restPort);
    settings.put("plugin.path", pluginPath.toAbsolutePath().toString());
    // Reading every class of every jar, the default, triples the start.
    settings.put("plugin.discovery", "service_load");
    settings.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
    settings.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
    settings.put("value.converter.schemas.enable", "false");
    for (String store : new String[] {"config", "offset", "status"}) {
      settings.put(store + ".storage.topic", "_connect-" + store + "s");
      settings.put(store + ".storage.replication.factor", "1");
    }
    settings.put("offset.storage.partitions", "1");
    settings.put("status.storage.partitions", "1");
    settings.put("offset.flush.interval.ms", "5000");
    settings.put("exactly.once.source.support", "enabled");
    settings.put("consumer.isolation.level", "read_committed");
    settings.put("session.timeout.ms", "6000");
    settings.put("heartbeat.interval.ms", "1000");
    settings.put("consumer.session.timeout.ms", "6000");
    settings.put("consumer.heartbeat.interval.ms", "1000");
    // A sink notices a topic that its source has just created within a second.
    settings.put("consumer.metadata.max.age.ms", "1000");
    settings.put("scheduled.rebalance.max.delay.ms", "0");
    // ${env:MASTODON_TOKEN} in a configuration: neither topics nor REST answers hold the token.
    settings.put("config.providers", "env");
    settings.put(
        "config.providers.env.class",
        "org.apache.kafka.common.config.provider.EnvVarConfigProvider");
    settings.put("config.providers.env.param.allowlist.pattern", MastodonTarget.TOKEN);
    return settings;
  }
}
