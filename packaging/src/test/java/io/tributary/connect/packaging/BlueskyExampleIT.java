package io.tributary.connect.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connect.embedded.EmbeddedCluster;
import io.tributary.connect.embedded.Example;
import io.tributary.connect.embedded.SamplePosts;
import io.tributary.connect.embedded.WorkerProcess;
import io.tributary.connect.mastodon.FakeMastodon;
import io.tributary.connect.mastodon.ServerProfile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the very files of examples/bluesky-firehose and kills the worker in the middle. */
class BlueskyExampleIT {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final String INES = "did:plc:sampleinesgardenexample";
  private static final String GREENHOUSE = "Grüße aus dem Gewächshaus 🌱 — es tropft. #garden";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void everySinkKeepsWhatItIsForAndFollowsEditsAndDeletions() throws Exception {
    Example example = Example.load(Build.ROOT.resolve("examples/bluesky-firehose"));
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
      cluster.topics().await("NewPost", 15, DEADLINE);
      first.kill();

      WorkerProcess second = cluster.startWorker(Build.PLUGINS);
      for (String connector : configs.keySet()) {
        second.rest().awaitRunning(connector);
      }
      // Number 36 takes the hashtag from number 29, and number 34 deletes number 27.
      cluster.topics().await("NewPost", 37, DEADLINE);

      List<ConsumerRecord<String, String>> records = cluster.topics().read("NewPost");
      assertThat(records.stream().filter(record -> isCreated(record)))
          .extracting(ConsumerRecord::key)
          .doesNotHaveDuplicates()
          .hasSizeGreaterThan(25);
      assertThat(cluster.topics().setting("NewPost", "retention.ms")).isEqualTo("600000");
      Database.awaitRows(
          database,
          """
          select link.value, post.text from "NewPost_links" link
          join "NewPost" post using (uri) where post.did like '%inesgarden%'
          order by post.uri, link.ordinal limit 2
          """,
          "https://garden.example/slugs|" + slugs(),
          "https://garden.example/copper|" + slugs());
      // It was deleted.
      Database.awaitRows(
          database, "select count(*) from \"NewPost\" where uri like '%3sample000027'", "0");

      assertThat(textsOf(records, "3sample000029"))
          .as("a post that loses its hashtag")
          .hasSize(2)
          .satisfies(
              texts -> {
                assertThat(texts.get(0)).endsWith("#radio");
                assertThat(texts.get(1)).endsWith("/attic (edited)");
              });
      assertThat(textsOf(records, "3sample000010"))
          .as("a post that was never kept and is then deleted")
          .containsExactly(
              "Salt first or salt last, a fight in three pots: https://kitchen.example/salt",
              "null");
      Database.awaitRows(
          database,
          """
          select substr(uri, -2), tags from "TaggedPost"
          where substr(uri, -6) < '000036' order by substr(uri, -6)
          """,
          "05|[\"garden\"]",
          "09|[\"radio\"]",
          "15|[\"garden\"]",
          "25|[\"garden\"]",
          "35|[\"garden\"]");
      Database.awaitRows(
          database,
          """
          select substr(uri, -2), did, text from "AuthorPost"
          order by substr(uri, -6) limit 4
          """,
          "05|" + INES + "|" + slugs(),
          "15|" + INES + "|" + GREENHOUSE,
          "25|" + INES + "|" + slugs().replace(" (edited)", ""),
          "35|" + INES + "|" + GREENHOUSE);
      await()
          .atMost(DEADLINE)
          .untilAsserted(
              () ->
                  assertThat(mastodon.texts())
                      .as("in any order, since the topic has three partitions")
                      .contains(slugs(), GREENHOUSE, slugs().replace(" (edited)", ""))
                      .allMatch(text -> text.contains("#garden")));
      assertThat(cluster.topics().read("NewPost-unwritable")).isEmpty();
      assertThat(cluster.topics().read("NewPost-unpostable")).isEmpty();
      ExampleReadme.of(example).check(second.rest(), folder);
    }
  }

  /** Returns what the records of one post say, and null where it is deleted. */
  private static List<String> textsOf(List<ConsumerRecord<String, String>> records, String key)
      throws IOException {
    List<String> texts = new ArrayList<>();
    for (ConsumerRecord<String, String> record : records) {
      if (record.key().endsWith(key)) {
        texts.add(
            record.value() == null ? "null" : JSON.readTree(record.value()).path("text").asText());
      }
    }
    return texts;
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
