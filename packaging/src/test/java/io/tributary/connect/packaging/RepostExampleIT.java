package io.tributary.connect.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tributary.connect.embedded.EmbeddedCluster;
import io.tributary.connect.embedded.Example;
import io.tributary.connect.embedded.SamplePosts;
import io.tributary.connect.embedded.WorkerProcess;
import io.tributary.connect.mastodon.FakeMastodon;
import io.tributary.connect.mastodon.ServerProfile;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the very files of examples/repost-to-mastodon, and kills the worker in the middle. */
class RepostExampleIT {
  private static final Duration DEADLINE = Duration.ofSeconds(90);
  private static final String EDITED =
      "Slugs 4, lettuce 0. Notes on copper tape: https://garden.example/slugs and"
          + " https://garden.example/copper #garden (edited)";
  private static final String GREENHOUSE = "Grüße aus dem Gewächshaus 🌱 — es tropft. #garden";

  @TempDir Path folder;

  @Test
  void everyPostOfOnePersonIsAStatusOnceAndARow() throws Exception {
    Example example = Example.load(Build.ROOT.resolve("examples/repost-to-mastodon"));
    Path database = example.database(folder);
    try (EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("cluster"));
        SamplePosts posts =
            SamplePosts.start(folder.resolve("posts.properties"), Clock.systemUTC());
        var mastodon = new FakeMastodon(ServerProfile.MASTODON, Clock.systemUTC())) {
      Map<String, Map<String, String>> configs = example.sample(folder, posts.url());
      Mastodons.redirect(configs, mastodon, cluster);
      WorkerProcess first = cluster.startWorker(Build.PLUGINS);
      for (Map.Entry<String, Map<String, String>> config : configs.entrySet()) {
        first.rest().put(config.getKey(), config.getValue());
      }
      await().atMost(DEADLINE).until(() -> mastodon.texts().contains(EDITED));
      first.kill();

      WorkerProcess second = cluster.startWorker(Build.PLUGINS);
      for (String connector : configs.keySet()) {
        second.rest().awaitRunning(connector);
      }
      await()
          .atMost(DEADLINE)
          .untilAsserted(
              () -> {
                assertThat(mastodon.texts()).startsWith(EDITED, GREENHOUSE).hasSizeGreaterThan(3);
                // There are more of them all the time, also while the topic is read.
                int least = posts(cluster);
                int statuses = mastodon.texts().size();
                assertThat(statuses).isBetween(least, posts(cluster));
              });
      Database.awaitRows(
          database,
          "select text from \"PostToRepost\" order by event_time limit 2",
          EDITED,
          GREENHOUSE);
      ExampleReadme.of(example).check(second.rest(), folder);
    }
  }

  private static int posts(EmbeddedCluster cluster) {
    return (int)
        cluster.topics().read("PostToRepost").stream().map(ConsumerRecord::key).distinct().count();
  }
}
