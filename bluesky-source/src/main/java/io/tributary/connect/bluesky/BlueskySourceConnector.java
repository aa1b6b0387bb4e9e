package io.tributary.connect.bluesky;

import io.tributary.connect.common.TributaryVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;
import org.jspecify.annotations.Nullable;

/** Reads the posts and other events of the Bluesky network into topics. */
public final class BlueskySourceConnector extends SourceConnector {
  private Map<String, String> properties = Map.of();

  @Override
  public String version() {
    return TributaryVersion.current();
  }

  @Override
  public ConfigDef config() {
    return BlueskySourceConfig.DEFINITION;
  }

  @Override
  public Config validate(Map<String, String> proposed) {
    Config result = super.validate(proposed);
    BlueskyConflicts.report(result, proposed.get("tasks.max"));
    return result;
  }

  @Override
  public void start(Map<String, String> configured) {
    properties = new HashMap<>(configured);
  }

  @Override
  public Class<? extends Task> taskClass() {
    return BlueskySourceTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    List<List<String>> shards = BlueskyShards.of(new BlueskySourceConfig(properties), maxTasks);
    List<Map<String, String>> tasks = new ArrayList<>();
    for (int i = 0; i < shards.size(); i++) {
      Map<String, String> task = new HashMap<>(properties);
      task.put(BlueskySourceConfig.ACTORS, String.join(",", shards.get(i)));
      task.put(BlueskySourceConfig.SHARD, String.valueOf(i));
      task.put(BlueskySourceConfig.SHARDS, String.valueOf(shards.size()));
      tasks.add(task);
    }
    return tasks;
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
            BlueskyOffset.checkPartition(partition);
            BlueskyOffset.from(offset).checkTime();
          }
        });
    return true;
  }
}
