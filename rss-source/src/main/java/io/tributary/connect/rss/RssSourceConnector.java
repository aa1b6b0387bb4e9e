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
import org.jspecify.annotations.Nullable;

/** Reads RSS and Atom feeds into a topic, each entry once. */
public final class RssSourceConnector extends SourceConnector {
  private @Nullable RssFeedList feeds;

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
    Map<String, @Nullable Object> values = new HashMap<>();
    result.configValues().forEach(value -> values.put(value.name(), value.value()));
    Map<String, String> problems = RssSourceChecks.together(false, values);
    for (ConfigValue value : result.configValues()) {
      String problem = problems.get(value.name());
      if (problem != null && value.errorMessages().isEmpty()) {
        value.addErrorMessage(problem);
      }
    }
    return result;
  }

  @Override
  public void start(Map<String, String> configured) {
    var list = new RssFeedList(new HashMap<>(configured));
    feeds = list;
    list.start(() -> context().requestTaskReconfiguration());
  }

  @Override
  public Class<? extends Task> taskClass() {
    return RssSourceTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    RssFeedList started = feeds;
    return started == null ? List.of() : started.taskConfigs(maxTasks);
  }

  @Override
  public void stop() {
    RssFeedList started = feeds;
    if (started != null) {
      started.close();
    }
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
