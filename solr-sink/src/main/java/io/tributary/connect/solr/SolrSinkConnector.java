package io.tributary.connect.solr;

import io.tributary.connect.common.TributaryVersion;
import java.util.Collections;
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

/** Writes topics into Solr collections, and acknowledges only what Solr has accepted. */
public final class SolrSinkConnector extends SinkConnector {
  private Map<String, String> properties = Map.of();

  @Override
  public String version() {
    return TributaryVersion.current();
  }

  @Override
  public ConfigDef config() {
    return SolrSinkConfig.DEFINITION;
  }

  @Override
  public Config validate(Map<String, String> proposed) {
    Config result = super.validate(proposed);
    Map<String, String> conflicts = SolrConfigChecks.conflicts(proposed);
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
    return SolrSinkTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return Collections.nCopies(maxTasks, properties);
  }

  @Override
  public void stop() {
    // The connector itself holds nothing.
  }

  /**
   * Kafka's offsets are the only ones: replays are harmless, so there is nothing to keep in step.
   */
  @Override
  public boolean alterOffsets(
      Map<String, String> configured, Map<TopicPartition, @Nullable Long> offsets) {
    return true;
  }
}
