package io.tributary.connect.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tributary.connect.embedded.ConnectRest;
import io.tributary.connect.embedded.EmbeddedCluster;
import io.tributary.connect.embedded.Example;
import io.tributary.connect.embedded.SampleFeeds;
import io.tributary.connect.embedded.SamplePosts;
import io.tributary.connect.embedded.SolrServer;
import io.tributary.connect.embedded.WorkerProcess;
import io.tributary.connect.mastodon.FakeMastodon;
import io.tributary.connect.mastodon.ServerProfile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The built plugins move records through all five connectors and a transform in the oldest worker
 * that they are for and in the newest, each on its own class path from Maven Central.
 */
class CompatibilityIT {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final String TOPIC = "PostToFollow";

  @TempDir static Path folder;
  private static SolrServer solr;

  @BeforeAll
  static void startSolr() throws Exception {
    solr = SolrServer.start(folder.resolve("solr"));
    solr.addConfigset("tributary", Build.PLUGINS.resolve("tributary-solr-sink/etc/configset"));
  }

  @AfterAll
  static void stop() {
    solr.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.6", "4.3"})
  void recordsPassThroughEveryConnector(String version) throws Exception {
    Path data = folder.resolve(version);
    try (EmbeddedCluster cluster = EmbeddedCluster.start(data.resolve("cluster"));
        SampleFeeds feeds = SampleFeeds.start(data.resolve("feeds.properties"), Clock.systemUTC());
        SamplePosts posts = SamplePosts.start(data.resolve("posts.properties"), Clock.systemUTC());
        var mastodon = new FakeMastodon(ServerProfile.MASTODON, Clock.systemUTC())) {
      WorkerProcess worker =
          version.equals("3.6")
              ? cluster.startOldestWorker(Build.PLUGINS)
              : cluster.startWorker(Build.PLUGINS);
      ConnectRest rest = worker.rest();
      assertThat(rest.request("GET", "/", null).body().path("version").asText())
          .startsWith(version + ".");
      Example podcasts = example("podcasts");
      Example edits = example("edits-and-deletes");
      String collection = "posts-" + version.replace('.', '-');
      Map<String, Map<String, String>> configs = new HashMap<>();
      configs.putAll(podcasts.sample(data, feeds.url()));
      configs.putAll(edits.sample(data, posts.url()));
      Mastodons.redirect(configs, mastodon, cluster);
      Map<String, String> solrSink =
          Objects.requireNonNull(configs.get("edits-and-deletes-solr-sink"));
      solrSink.put("solr.url", solr.url());
      solrSink.put("collection", collection);
      // A transform as well.
      Map<String, String> feedSink = Objects.requireNonNull(configs.get("podcasts-sqlite-sink"));
      feedSink.put("transforms", "line");
      feedSink.put("transforms.line.type", "io.tributary.connect.transforms.Compose$Value");
      feedSink.put("transforms.line.field", "line");
      feedSink.put("transforms.line.template", "${id} (${@header.operation})");
      for (Map.Entry<String, Map<String, String>> config : configs.entrySet()) {
        rest.put(config.getKey(), config.getValue());
        rest.awaitRunning(config.getKey());
      }

      await()
          .atMost(DEADLINE)
          .until(() -> FollowedPosts.deletions(cluster.topics().read(TOPIC)) > 0);
      rest.stop("edits-and-deletes-bluesky-source");
      List<ConsumerRecord<String, String>> records = cluster.topics().read(TOPIC);
      FollowedPosts.leftBy(records).awaitIn(edits.database(data), solr, collection, mastodon);
      Database.awaitRows(
          podcasts.database(data),
          "select title, line from \"NewPodcastEpisode\" where id = 'harbour-log-1'",
          "The pilot who never looks at the clock|harbour-log-1 (create)");
      Database.awaitRows(
          podcasts.database(data), "select count(*) > 0 from \"PodcastTranscript\"", "1");
      for (String connector : configs.keySet()) {
        if (!connector.equals("edits-and-deletes-bluesky-source")) {
          rest.awaitRunning(connector);
        }
      }
    }
  }

  private static Example example(String name) throws IOException {
    return Example.load(Build.ROOT.resolve("examples").resolve(name));
  }
}
