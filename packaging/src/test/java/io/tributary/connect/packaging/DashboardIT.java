package io.tributary.connect.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tributary.connect.embedded.EmbeddedCluster;
import io.tributary.connect.embedded.Example;
import io.tributary.connect.embedded.SampleFeeds;
import io.tributary.connect.embedded.SamplePosts;
import io.tributary.connect.embedded.SampleServer;
import io.tributary.connect.embedded.WorkerProcess;
import io.tributary.connect.mastodon.FakeMastodon;
import io.tributary.connect.mastodon.ServerProfile;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/grafana shows is what a worker with a connector of each plugin exports. */
class DashboardIT {
  private static final Duration DEADLINE = Duration.ofSeconds(90);

  @TempDir Path folder;

  @Test
  void theRulesForPrometheusExportWhatTheDashboardShows() throws Exception {
    ExportedMetrics rules = ExportedMetrics.load();
    Set<String> documented = ExportedMetrics.documented();
    assertThat(documented)
        .hasSizeGreaterThan(30)
        .contains("kafka_connect_plugin_posted_total", "kafka_connect_plugin_lag_ms");
    Clock clock = Clock.systemUTC();
    try (EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("cluster"));
        SampleFeeds feeds = SampleFeeds.start(folder.resolve("feeds.properties"), clock);
        SamplePosts posts = SamplePosts.start(folder.resolve("posts.properties"), clock);
        var mastodon = new FakeMastodon(ServerProfile.MASTODON, clock)) {
      WorkerProcess worker = cluster.startWorker(Build.PLUGINS);
      for (Map.Entry<String, SampleServer> example :
          Map.of("blog", feeds, "bluesky-firehose", posts).entrySet()) {
        Map<String, Map<String, String>> configs =
            Example.load(Build.ROOT.resolve("examples").resolve(example.getKey()))
                .sample(folder, example.getValue().url());
        Mastodons.redirect(configs, mastodon, cluster);
        for (Map.Entry<String, Map<String, String>> config : configs.entrySet()) {
          worker.rest().put(config.getKey(), config.getValue());
        }
      }

      await()
          .atMost(DEADLINE)
          .untilAsserted(() -> assertThat(rules.of(worker.pid())).containsAll(documented));
    }
  }
}
