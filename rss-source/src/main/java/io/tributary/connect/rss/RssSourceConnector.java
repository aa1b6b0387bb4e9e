package io.tributary.connect.rss;

import io.tributary.connect.common.TributaryVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.util.ConnectorUtils;
import org.jspecify.annotations.Nullable;

/** Reads RSS and Atom feeds into a topic, each entry once. */
public final class RssSourceConnector extends SourceConnector {
  private Map<String, String> properties = Map.of();

  @Override
  public String version() {
    return TributaryVersion.current();
  }

  @Override
  public ConfigDef config() {
    return RssSourceConfig.DEFINITION;
  }

  @Override
  public Config validate(Map<String, String> proposed) {
    Config result = super.validate(proposed);
    Map<String, ConfigValue> values = new HashMap<>();
    result.configValues().forEach(value -> values.put(value.name(), value));
    ConfigValue longest = values.get(RssSourceConfig.POLL_INTERVAL_MAX_MS);
    ConfigValue interval = values.get(RssSourceConfig.POLL_INTERVAL_MS);
    if (longest != null
        && longest.value() instanceof Long longestMs
        && interval != null
        && interval.value() instanceof Long intervalMs) {
      String problem = RssSourceChecks.intervals(intervalMs, longestMs);
      if (problem != null) {
        longest.addErrorMessage(problem);
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
    return RssSourceTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    List<String> feeds = new RssSourceConfig(properties).getList(RssSourceConfig.FEEDS);
    return ConnectorUtils.groupPartitions(feeds, Math.min(maxTasks, feeds.size())).stream()
        .map(this::taskConfig)
        .toList();
  }

  private Map<String, String> taskConfig(List<String> feeds) {
    Map<String, String> task = new HashMap<>(properties);
    task.put(RssSourceConfig.FEEDS, String.join(",", feeds));
    return task;
  }

  @Override
  public void stop() {
    // The connector itself holds nothing.
  }

  @Override
  public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> configured) {
    return ExactlyOnceSupport.SUPPORTED;
  }

  @Override
  public boolean alterOffsets(
      Map<String, String> configured, Map<Map<String, ?>, @Nullable Map<String, ?>> offsets) {
    offsets.forEach(
        (partition, offset) -> {
          // Whatever another connector of this name left behind may be removed.
          if (offset != null) {
            RssOffset.from(RssOffset.feedOf(partition), offset);
          }
        });
    return true;
  }
}
