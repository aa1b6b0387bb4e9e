package io.tributary.connect.rss;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** What a value must be beyond its type. A missing value is somebody else's complaint. */
final class RssSourceChecks {
  private static final Pattern LEGAL_TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

  private RssSourceChecks() {}

  /** What is wrong with two intervals that are valid each on its own, or null. */
  static @Nullable String intervals(long interval, long longest) {
    return longest >= interval
        ? null
        : "must be at least %s, which is %d".formatted(RssSourceConfig.POLL_INTERVAL_MS, interval);
  }

  static void feeds(String name, @Nullable Object value) {
    if (!(value instanceof List<?> urls)) {
      return;
    }
    if (urls.isEmpty()) {
      throw new ConfigException(name, urls, "at least one feed URL is needed");
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < urls.size(); i++) {
      String place = "Invalid value for %s, entry %d: ".formatted(name, i + 1);
      try {
        FeedAddress feed = FeedAddress.parse(String.valueOf(urls.get(i)));
        if (!names.add(feed.name())) {
          throw new ConfigException(place + feed.name() + " is in the list twice");
        }
      } catch (IllegalArgumentException e) {
        throw new ConfigException(place + e.getMessage());
      }
    }
  }

  static void topic(String name, @Nullable Object value) {
    if (value instanceof String topic
        && (!LEGAL_TOPIC.matcher(topic).matches() || topic.equals(".") || topic.equals(".."))) {
      throw new ConfigException(name, topic, "not a legal topic name");
    }
  }

  static void userAgent(String name, @Nullable Object value) {
    if (value instanceof String agent
        && (agent.isBlank() || !agent.chars().allMatch(c -> c >= ' ' && c <= '~'))) {
      throw new ConfigException(name, agent, "printable ASCII is expected");
    }
  }
}
