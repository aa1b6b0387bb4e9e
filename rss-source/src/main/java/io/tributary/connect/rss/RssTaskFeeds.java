package io.tributary.connect.rss;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.common.config.ConfigException;

/**
 * How a task is told its feeds: compressed, as Kafka takes no task configuration of more than 1 MB.
 * Private ones of the property {@code feeds} are only named and looked up there, where Connect
 * keeps references to secrets unresolved.
 */
final class RssTaskFeeds {
  /** A property of task configurations only. */
  static final String PROPERTY = "task.feeds";

  private static final char LOOK_UP = '=';

  private RssTaskFeeds() {}

  /**
   * Makes the configuration of a task.
   *
   * @param connector that of the connector
   * @param share the feeds of the task
   * @param texts how those are written that are not in the property {@code feeds}, by name
   */
  static Map<String, String> configure(
      Map<String, String> connector, List<FeedAddress> share, Map<String, String> texts) {
    Map<String, String> task = new HashMap<>(connector);
    task.remove(RssSourceConfig.FEEDS_OPML);
    List<String> lines = new ArrayList<>();
    boolean lookUp = false;
    for (FeedAddress feed : share) {
      String listed = texts.get(feed.name());
      if (feed.isPrivate() && listed == null) {
        lines.add(LOOK_UP + feed.name());
        lookUp = true;
      } else {
        lines.add(listed == null ? feed.name() : listed);
      }
    }
    if (!lookUp) {
      task.remove(RssSourceConfig.FEEDS);
    }
    task.put(PROPERTY, compress(String.join("\n", lines)));
    return task;
  }

  /**
   * Reads what {@link #configure} wrote.
   *
   * @param listed the feeds of the property {@code feeds}
   */
  static List<FeedAddress> read(String compressed, List<FeedAddress> listed) {
    Map<String, FeedAddress> byName = new HashMap<>();
    listed.forEach(feed -> byName.put(feed.name(), feed));
    List<FeedAddress> feeds = new ArrayList<>();
    for (String line : decompress(compressed).lines().toList()) {
      if (line.charAt(0) == LOOK_UP) {
        String name = line.substring(1);
        FeedAddress feed = byName.get(name);
        if (feed == null) {
          throw new ConfigException(
              "The configuration of the task misses %s in %s"
                  .formatted(name, RssSourceConfig.FEEDS));
        }
        feeds.add(feed);
      } else {
        feeds.add(FeedAddress.parse(line));
      }
    }
    return feeds;
  }

  private static String compress(String text) {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static String decompress(String compressed) {
    byte[] bytes = Base64.getDecoder().decode(compressed);
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
