package io.tributary.connect.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tributary.connect.embedded.EmbeddedCluster;
import io.tributary.connect.embedded.Example;
import io.tributary.connect.embedded.SamplePosts;
import io.tributary.connect.embedded.WorkerProcess;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the very files of examples/bluesky-firehose and kills the worker in the middle. */
class BlueskyExampleIT {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void everyLinkOfEveryPostIsARowThatGoesWithThePost() throws Exception {
    Example example = Example.load(Build.ROOT.resolve("examples/bluesky-firehose"));
    Path database = example.database(folder);
    try (EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("cluster"));
        SamplePosts posts =
            SamplePosts.start(folder.resolve("posts.properties"), Clock.systemUTC())) {
      Map<String, Map<String, String>> configs = example.sample(folder, posts.url());
      WorkerProcess first = cluster.startWorker(Build.PLUGINS);
      for (Map.Entry<String, Map<String, String>> config : configs.entrySet()) {
        first.rest().put(config.getKey(), config.getValue());
      }
      cluster.topics().await("NewPost", 15, DEADLINE);
      first.kill();

      WorkerProcess second = cluster.startWorker(Build.PLUGINS);
      for (String connector : configs.keySet()) {
        second.rest().awaitRunning(connector);
      }
      // The first of all that is deleted, and an edit after it.
      cluster.topics().await("NewPost", 36, DEADLINE);

      List<ConsumerRecord<String, String>> records = cluster.topics().read("NewPost");
      assertThat(records.stream().filter(record -> isCreated(record)))
          .extracting(ConsumerRecord::key)
          .doesNotHaveDuplicates()
          .hasSizeGreaterThan(25);
      assertThat(cluster.topics().setting("NewPost", "retention.ms")).isEqualTo("600000");
      await()
          .atMost(DEADLINE)
          .ignoreExceptions()
          .untilAsserted(
              () -> {
                assertThat(
                        Database.query(
                            database,
                            """
                            select link.value, post.text from "NewPost_links" link
                            join "NewPost" post using (uri) where post.did like '%inesgarden%'
                            order by post.uri, link.ordinal limit 2
                            """))
                    .containsExactly(
                        "https://garden.example/slugs|" + slugs(),
                        "https://garden.example/copper|" + slugs());
                assertThat(
                        Database.query(
                            database,
                            "select count(*) from \"NewPost\" where uri like '%3sample000027'"))
                    .as("what was deleted")
                    .containsExactly("0");
              });
    }
  }

  private static boolean isCreated(ConsumerRecord<String, String> record) {
    return record.value() != null && record.value().contains("\"operation\":\"create\"");
  }

  /** The post of number 5, edited by number 12. */
  private static String slugs() {
    return "Slugs 4, lettuce 0. Notes on copper tape: https://garden.example/slugs and"
        + " https://garden.example/copper #garden (edited)";
  }
}
