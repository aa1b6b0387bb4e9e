package io.tributary.connect.mastodon;

import io.tributary.connect.common.TributaryVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;
import org.jspecify.annotations.Nullable;

/** Posts the records of topics to Mastodon, each once. */
public final class MastodonSinkConnector extends SinkConnector {
  private Map<String, String> properties = Map.of();

  @Override
  public String version() {
    return TributaryVersion.current();
  }

  @Override
  public ConfigDef config() {
    return MastodonSinkConfig.DEFINITION;
  }

  @Override
  public Config validate(Map<String, String> proposed) {
    Config result = super.validate(proposed);
    Map<String, String> conflicts = MastodonConfigChecks.conflicts(proposed);
    for (ConfigValue value : result.configValues()) {
      String conflict = conflicts.get(value.name());
      if (conflict != null && value.errorMessages().isEmpty()) {
        value.addErrorMessage(conflict);
      }
    }
    return result;
  }

  @Override
  public void start(Map<String, String> configured) {
    properties = new HashMap<>(configured);
  }

  @Override
  public Class<? extends Task> taskClass() {
    return MastodonSinkTask.class;
  }

  /**
   * One task, whatever is asked for: several would share one account's limits and break the order.
   */
  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return List.of(properties);
  }

  @Override
  public void stop() {
    // The connector itself holds nothing.
  }

  /**
   * Kafka's own offsets are all there are; what was posted stays known, and is not posted again.
   */
  @Override
  public boolean alterOffsets(
      Map<String, String> configured, Map<TopicPartition, @Nullable Long> offsets) {
    return true;
  }
}
