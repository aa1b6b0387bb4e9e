package io.tributary.connect.embedded;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Where the events of each example come from: the addresses that it names, or servers on this
 * machine with invented events.
 */
final class QuickstartSources implements AutoCloseable {
  static final String FEEDS_FILE = "sample-feeds.properties";
  static final String POSTS_FILE = "sample-posts.properties";
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Map<String, CompletableFuture<Boolean>> live = new HashMap<>();
  private @Nullable SampleFeeds feeds;
  private @Nullable SamplePosts posts;

  /** Begins to ask whether the network answers, where the user has not said what to read. */
  QuickstartSources(List<Example> examples, QuickstartOptions options) {
    for (Example example : examples) {
      live.put(
          example.name(),
          options.live || example.sample().isEmpty()
              ? CompletableFuture.completedFuture(true)
              : options.sample
                  ? CompletableFuture.completedFuture(false)
                  : CompletableFuture.supplyAsync(() -> answers(example)));
    }
  }

  /** Starts the servers that examples need which are not live. */
  QuickstartSources start(List<Example> examples, Path data) throws IOException {
    for (Example example : examples) {
      if (!isLive(example)) {
        if (example.readsPosts() && posts == null) {
          posts = SamplePosts.start(data.resolve(POSTS_FILE), Clock.systemUTC());
        } else if (!example.readsPosts() && feeds == null) {
          feeds = SampleFeeds.start(data.resolve(FEEDS_FILE), Clock.systemUTC());
        }
      }
    }
    return this;
  }

  /** Waits for the network's answer. */
  boolean isLive(Example example) {
    return Objects.requireNonNull(live.get(example.name())).join();
  }

  /** Returns the server with the invented events of the example; nothing if it is live. */
  Optional<SampleServer> sample(Example example) {
    return isLive(example)
        ? Optional.empty()
        : Optional.ofNullable(example.readsPosts() ? posts : feeds);
  }

  /** Returns the example's configurations by connector. */
  SortedMap<String, Map<String, String>> configs(Example example, Path data) {
    return sample(example)
        .map(server -> example.sample(data, server.url()))
        .orElseGet(() -> example.live(data));
  }

  @Override
  public void close() {
    if (feeds != null) {
      feeds.close();
    }
    if (posts != null) {
      posts.close();
    }
  }

  private static boolean answers(Example example) {
    return example.liveAddress().map(QuickstartSources::answers).orElse(true);
  }

  private static boolean answers(String address) {
    HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address))
            .timeout(PATIENCE)
            .method("HEAD", HttpRequest.BodyPublishers.noBody())
            .build();
    try {
      HttpResponse<Void> response = http.send(request, BodyHandlers.discarding());
      return response.statusCode() < 500;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
