package io.tributary.connect.rss;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** What a value must be beyond its type. A missing value is somebody else's complaint. */
final class RssSourceChecks {
  private static final Pattern LEGAL_TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
  private static final Pattern INITIAL_ENTRIES = Pattern.compile("all|none|[0-9]{1,9}");
  private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  private RssSourceChecks() {}

  /**
   * What is wrong with values that are valid each on its own, by property.
   *
   * @param task whether they are a task's, which is told its feeds in another way
   * @param values as far as they could be parsed
   */
  static Map<String, String> together(
      boolean task, Map<String, ? extends @Nullable Object> values) {
    Map<String, String> problems = new TreeMap<>();
    if (!task
        && values.get(RssSourceConfig.FEEDS) instanceof List<?> feeds
        && feeds.isEmpty()
        && values.get(RssSourceConfig.FEEDS_OPML) == null) {
      problems.put(
          RssSourceConfig.FEEDS,
          "at least one feed URL is needed here, or " + RssSourceConfig.FEEDS_OPML);
    }
    if (values.get(RssSourceConfig.POLL_INTERVAL_MS) instanceof Long interval
        && values.get(RssSourceConfig.POLL_INTERVAL_MAX_MS) instanceof Long longest
        && longest < interval) {
      problems.put(
          RssSourceConfig.POLL_INTERVAL_MAX_MS,
          "must be at least %s, which is %d".formatted(RssSourceConfig.POLL_INTERVAL_MS, interval));
    }
    return problems;
  }

  static void feeds(String name, @Nullable Object value) {
    if (!(value instanceof List<?> urls)) {
      return;
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < urls.size(); i++) {
      String place = "Invalid value for %s, entry %d: ".formatted(name, i + 1);
      try {
        FeedAddress feed = FeedAddress.parseListed(String.valueOf(urls.get(i)));
        if (!names.add(feed.name())) {
          throw new ConfigException(
              place + (feed.named() ? "its name" : "its URL") + " is in the list twice");
        }
      } catch (IllegalArgumentException e) {
        throw new ConfigException(place + e.getMessage());
      }
    }
  }

  static void opml(String name, @Nullable Object value) {
    if (value instanceof String opml
        && (opml.isBlank() || (opml.startsWith("http") && HttpUrl.parse(opml) == null))) {
      throw new ConfigException(
          "Invalid value for %s: the path of a file or an http or https URL is expected"
              .formatted(name));
    }
  }

  static void topic(String name, @Nullable Object value) {
    if (value instanceof String topic
        && (!LEGAL_TOPIC.matcher(topic).matches() || topic.equals(".") || topic.equals(".."))) {
      throw new ConfigException(name, topic, "not a legal topic name");
    }
  }

  static void formats(String name, @Nullable Object value) {
    if (!(value instanceof List<?> formats)) {
      return;
    }
    if (formats.isEmpty()) {
      throw new ConfigException(name, formats, "at least one format is needed");
    }
    for (Object format : formats) {
      try {
        RssTranscriptFormat.named(String.valueOf(format));
      } catch (IllegalArgumentException e) {
        throw new ConfigException(name, format, "json, vtt, srt, html or text is expected");
      }
    }
  }

  static void initialEntries(String name, @Nullable Object value) {
    if (value instanceof String entries && !INITIAL_ENTRIES.matcher(entries).matches()) {
      throw new ConfigException(name, entries, "all, none or a number is expected");
    }
  }

  static void userAgent(String name, @Nullable Object value) {
    if (value instanceof String agent && (agent.isBlank() || !isPrintableAscii(agent))) {
      throw new ConfigException(name, agent, "printable ASCII is expected");
    }
  }

  static void headers(String name, @Nullable Object value) {
    if (value instanceof Password lines) {
      try {
        headers(lines.value());
      } catch (IllegalArgumentException e) {
        throw new ConfigException("Invalid value for %s: %s".formatted(name, e.getMessage()));
      }
    }
  }

  /**
   * Reads headers, one a line.
   *
   * @throws IllegalArgumentException saying which line is wrong, but not what it says
   */
  static Headers headers(String text) {
    var headers = new Headers.Builder();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      int colon = line.indexOf(':');
      if (line.isBlank()) {
        continue;
      }
      if (colon < 0
          || !HEADER_NAME.matcher(line.substring(0, colon).strip()).matches()
          || !isPrintableAscii(line)) {
        throw new IllegalArgumentException(
            "line %d is not of the form 'Name: value' in printable ASCII".formatted(i + 1));
      }
      headers.add(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
    }
    return headers.build();
  }

  static void proxy(String name, @Nullable Object value) {
    if (value instanceof Password text) {
      HttpUrl url = HttpUrl.parse(text.value());
      if (url == null || url.isHttps() || !url.encodedPath().equals("/") || url.query() != null) {
        throw new ConfigException(
            ("Invalid value for %s: http://host:port is expected, with user:password@ before the"
                    + " host if the proxy asks for it")
                .formatted(name));
      }
    }
  }

  private static boolean isPrintableAscii(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c <= '~');
  }
}
