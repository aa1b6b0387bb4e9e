package io.tributary.connect.rss;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The feeds of a connector: those of the property {@code feeds} and those of its OPML document,
 * which is read again from time to time.
 */
final class RssFeedList implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RssFeedList.class);
  private static final int MOST_NAMED = 10;
  private static final int LONGEST_TITLE = 100;
  private static final int LONGEST_MESSAGE = 250;

  private final Map<String, String> properties;
  private final RssSourceConfig config;
  private final ScheduledExecutorService refresher =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            var thread = new Thread(work, "tributary-rss-opml");
            thread.setDaemon(true);
            return thread;
          });

  /** What the document held when it could be read last; null until then. */
  private volatile @Nullable Map<String, String> outlines;

  private volatile @Nullable Exception failure;
  private volatile Set<String> leftOut = Set.of();
  private @Nullable ScheduledFuture<?> refreshing;

  RssFeedList(Map<String, String> properties) {
    this.properties = properties;
    this.config = new RssSourceConfig(properties);
  }

  /**
   * Reads the document and goes on reading it.
   *
   * @param changed called from another thread whenever the feeds are others than before
   * @throws ConnectException if the document is a file and cannot be read
   */
  void start(Runnable changed) {
    String opml = config.opml();
    if (opml == null) {
      return;
    }
    refresh(opml);
    if (outlines == null && !isUrl(opml)) {
      throw unreadable(opml);
    }
    long interval = config.opmlRefresh().toMillis();
    refreshing =
        refresher.scheduleWithFixedDelay(
            () -> refreshAndTell(opml, changed), interval, interval, TimeUnit.MILLISECONDS);
  }

  /**
   * Shares the feeds out.
   *
   * @throws ConnectException if the document could not be read yet; Connect tries again and leaves
   *     running tasks alone
   */
  List<Map<String, String>> taskConfigs(int maxTasks) {
    Map<String, FeedAddress> feeds = new LinkedHashMap<>();
    config.feeds().forEach(feed -> feeds.put(feed.name(), feed));
    Map<String, String> texts = new HashMap<>();
    String opml = config.opml();
    if (opml != null) {
      Map<String, String> read = outlines;
      if (read == null) {
        throw unreadable(opml);
      }
      read.forEach(
          (name, text) -> {
            if (feeds.putIfAbsent(name, FeedAddress.parse(text)) == null) {
              texts.put(name, text);
            }
          });
    }
    return RssAssignment.spread(new ArrayList<>(feeds.values()), maxTasks).stream()
        .map(share -> RssTaskFeeds.configure(properties, share, texts))
        .toList();
  }

  private void refreshAndTell(String opml, Runnable changed) {
    try {
      if (refresh(opml)) {
        changed.run();
      }
    } catch (RuntimeException e) {
      // Thrown on, it would end the refreshing for good.
      log.error("The tasks could not be told that {} has changed", RssSourceConfig.FEEDS_OPML, e);
    }
  }

  /** Reads the document; returns whether it holds other feeds than before. */
  private boolean refresh(String opml) {
    try {
      Map<String, String> read = new LinkedHashMap<>();
      Map<String, String> bad = new LinkedHashMap<>();
      Map<String, String> names =
          RssOpml.parse(isUrl(opml) ? fetch(opml) : Files.readAllBytes(path(opml)));
      names.forEach(
          (url, name) -> {
            try {
              read.put(FeedAddress.parse(url).name(), url);
            } catch (IllegalArgumentException e) {
              String shown = shortened(name, LONGEST_TITLE);
              String message = "%s (%s)".formatted(shown, e.getMessage());
              bad.put(url, shortened(message, LONGEST_MESSAGE));
            }
          });
      tell(bad);
      boolean changed = !read.equals(outlines);
      if (changed) {
        log.info(
            "{}: {} feeds, {} outlines left out that cannot be read or repeat one",
            RssSourceConfig.FEEDS_OPML,
            read.size(),
            names.size() - read.size());
      }
      if (failure != null) {
        log.info("{} can be read again", RssSourceConfig.FEEDS_OPML);
      }
      outlines = read;
      failure = null;
      return changed;
    } catch (IOException | RssParseException | RuntimeException e) {
      if (failure == null) {
        log.warn(
            "{} cannot be read, which leaves the feeds as they are: {}",
            RssSourceConfig.FEEDS_OPML,
            e.toString());
      }
      failure = e;
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Tells, without their URLs, of those that are left out once there are others than before. */
  private void tell(Map<String, String> bad) {
    if (!leftOut.containsAll(bad.keySet())) {
      log.warn(
          "{}: left out {} of the outlines: {}{}",
          RssSourceConfig.FEEDS_OPML,
          bad.size(),
          bad.values().stream().limit(MOST_NAMED).collect(Collectors.joining(", ")),
          bad.size() > MOST_NAMED ? ", ..." : "");
    }
    leftOut = bad.keySet();
  }

  /** As much as fits of what a document says, on one line. */
  private static String shortened(String text, int longest) {
    String line = text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", " ");
    return line.length() > longest ? line.substring(0, longest) + "..." : line;
  }

  private byte[] fetch(String url) throws IOException, InterruptedException {
    Map<String, String> plain = new HashMap<>(properties);
    // They are for the servers of the feeds.
    plain.remove(RssSourceConfig.HTTP_HEADERS);
    FeedAddress address = FeedAddress.parse(url);
    var fetched = new CompletableFuture<RssFetch>();
    try (var client = new RssClient(new RssSourceConfig(plain), Clock.systemUTC())) {
      client.fetch(
          new RssRequest(
              address, address.url(), true, RssValidators.NONE, "text/x-opml, */*;q=0.5"),
          fetched::complete);
      RssFetch result = fetched.get();
      if (result instanceof RssFetch.Document document) {
        return document.body();
      }
      throw new IOException(
          result instanceof RssFetch.Failed failed ? failed.reason() : "no document");
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  private static boolean isUrl(String opml) {
    return opml.startsWith("http://") || opml.startsWith("https://");
  }

  private static Path path(String opml) {
    return opml.startsWith("file:") ? Path.of(URI.create(opml)) : Path.of(opml);
  }

  private ConnectException unreadable(String opml) {
    // Path and query may hold a token.
    String shown = isUrl(opml) ? FeedAddress.parse(opml).url().redact() : opml;
    return new ConnectException(
        "Cannot read %s: %s".formatted(RssSourceConfig.FEEDS_OPML, shown), failure);
  }

  @Override
  public void close() {
    if (refreshing != null) {
      refreshing.cancel(true);
    }
    refresher.shutdownNow();
  }
}
