package io.tributary.connect.sqlite;

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

/** Writes topics into the tables of an SQLite file, each record once. */
public final class SqliteSinkConnector extends SinkConnector {
  private Map<String, String> properties = Map.of();

  @Override
  public String version() {
    return TributaryVersion.current();
  }

  @Override
  public ConfigDef config() {
    return SqliteSinkConfig.DEFINITION;
  }

  @Override
  public Config validate(Map<String, String> proposed) {
    Config result = super.validate(proposed);
    Map<String, String> conflicts = SqliteConfigChecks.conflicts(proposed);
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
    return SqliteSinkTask.class;
  }

  /** Every task gets everything, the connector's name with it: offsets are stored under it. */
  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return Collections.nCopies(maxTasks, properties);
  }

  @Override
  public void stop() {
    // The connector itself holds nothing.
  }

  @Override
  public boolean alterOffsets(
      Map<String, String> configured, Map<TopicPartition, @Nullable Long> offsets) {
    SqliteOffsetChange.apply(new SqliteSinkConfig(configured), offsets);
    return true;
  }
}
