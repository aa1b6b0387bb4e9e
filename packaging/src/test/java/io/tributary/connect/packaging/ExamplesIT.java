package io.tributary.connect.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tributary.connect.embedded.ConnectRest;
import io.tributary.connect.embedded.EmbeddedCluster;
import io.tributary.connect.embedded.Example;
import io.tributary.connect.embedded.SampleFeeds;
import io.tributary.connect.embedded.SamplePosts;
import io.tributary.connect.embedded.SampleServer;
import io.tributary.connect.embedded.SolrServer;
import io.tributary.connect.mastodon.FakeMastodon;
import io.tributary.connect.mastodon.ServerProfile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the very files of the examples that no test kills a worker under, in one worker, and what
 * their READMEs say to type.
 */
class ExamplesIT {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private static EmbeddedCluster cluster;
  private static SolrServer solr;
  private static ConnectRest rest;

  private final FakeMastodon mastodon;

  ExamplesIT() {
    mastodon = new FakeMastodon(ServerProfile.MASTODON, Clock.systemUTC());
  }

  @BeforeAll
  static void start() throws Exception {
    solr = SolrServer.start(folder.resolve("solr"));
    solr.addConfigset("tributary", Build.PLUGINS.resolve("tributary-solr-sink/etc/configset"));
    cluster = EmbeddedCluster.start(folder.resolve("cluster"));
    rest = cluster.startWorker(Build.PLUGINS).rest();
  }

  @AfterAll
  static void stop() {
    cluster.close();
    solr.close();
  }

  @AfterEach
  void removeConnectors() throws Exception {
    for (String connector : rest.connectors()) {
      rest.delete(connector);
    }
    mastodon.close();
  }

  @Test
  void operationsAreCounted() throws Exception {
    Example example = example("operation-counts");
    try (SamplePosts posts = posts()) {
      run(example, posts);
      // The first edit is number 12, the first deletion number 17.
      cluster.topics().await("BlueskyEvent", 18, DEADLINE);
      rest.stop("operation-counts-bluesky-source");

      List<ConsumerRecord<String, String>> records = cluster.topics().read("BlueskyEvent");
      Map<String, Long> expected =
          records.stream()
              .collect(
                  Collectors.groupingBy(
                      ExamplesIT::operation, TreeMap::new, Collectors.counting()));
      assertThat(expected).containsOnlyKeys("create", "delete", "update");
      ExampleReadme readme = ExampleReadme.of(example);
      Path database = example.database(folder);
      Database.awaitRows(
          database, "select count(*) from \"BlueskyEvent\"", Long.toString(sum(expected)));
      String sink = "operation-counts-sqlite-sink";
      forgetOffsets(sink);
      await().atMost(DEADLINE).until(() -> offsets(sink).equals(ends(records)));
      assertThat(Database.query(database, "select count(*) from \"BlueskyEvent\""))
          .containsExactly(Long.toString(sum(expected)));
      assertThat(cluster.topics().read("BlueskyEvent-uncounted")).isEmpty();

      readme.check(rest, folder, solr.url());

      assertThat(Database.query(database, "select * from operation_counts"))
          .containsExactly(
              "create|" + expected.get("create"),
              "delete|" + expected.get("delete"),
              "update|" + expected.get("update"));
      assertThat(
              Database.query(
                  database,
                  "select collection, sum(events) from operations_by_collection group by 1"))
          .containsExactly("app.bsky.feed.post|" + sum(expected));
    }
  }

  @Test
  void everyPostOfABlogIsARowADocumentAndAStatus() throws Exception {
    Example example = example("blog");
    Path database = example.database(folder);
    try (SampleFeeds feeds =
        SampleFeeds.start(folder.resolve("feeds.properties"), Clock.systemUTC())) {
      run(example, feeds);

      // Five that are there from the beginning, and one that comes out meanwhile.
      assertThat(cluster.topics().await("BlogPost", 6, DEADLINE))
          .extracting(ConsumerRecord::key)
          .startsWith(feeds.url() + "/tidy-desk.rss#tidy-desk-1")
          .doesNotHaveDuplicates();
      Database.awaitRows(
          database,
          """
          select post.id, post.title, post.author, post.text
          from "BlogPost_fts" found join "BlogPost" post on post.rowid = found.rowid
          where "BlogPost_fts" match 'clever AND backup*'
          """,
          "tidy-desk-3|Backups you can read|Wanda Okoro"
              + "|A plain file on a disk in another house is worth three clever"
              + " ones in yours.\nMore is in the archive.");
      await()
          .atMost(DEADLINE)
          .ignoreExceptions()
          .untilAsserted(
              () ->
                  assertThat(FollowedPosts.documents(solr, "blog", "text_txt:clever", "title_txt"))
                      .containsExactly(
                          Map.entry(
                              feeds.url() + "/tidy-desk.rss#tidy-desk-3", "Backups you can read")));
      String blog = feeds.url() + "/blogs/tidy-desk/";
      // Four of the five that were there are weeks old.
      await()
          .atMost(DEADLINE)
          .untilAsserted(
              () ->
                  assertThat(mastodon.texts())
                      .startsWith(
                          "The inbox is not a shelf by Wanda Okoro\n\n" + blog + "5\n\n#desk")
                      .element(1)
                      .asString()
                      .endsWith(blog + "6\n\n#desk"));
      ExampleReadme.of(example).check(rest, folder, solr.url());
    }
  }

  @Test
  void editsAndDeletionsReachAllSinksAndAReplayChangesNothing() throws Exception {
    Example example = example("edits-and-deletes");
    try (SamplePosts posts = posts()) {
      Map<String, Map<String, String>> configs = run(example, posts);
      String topic = "PostToFollow";
      // Number 34 deletes number 27; before it, numbers 12 and 17 edit and delete.
      await()
          .atMost(DEADLINE)
          .until(() -> FollowedPosts.deletions(cluster.topics().read(topic)) > 1);
      rest.stop("edits-and-deletes-bluesky-source");

      List<ConsumerRecord<String, String>> records = cluster.topics().read(topic);
      assertThat(records).extracting(ExamplesIT::operation).contains("create", "update", "delete");
      var expected = FollowedPosts.leftBy(records);
      assertThat(expected.texts().values()).anyMatch(text -> text.endsWith("(edited)"));
      expected.awaitIn(example.database(folder), solr, "followed-posts", mastodon);
      List<String> statuses = mastodon.texts();

      long end = records.get(records.size() - 1).offset() + 1;
      for (String connector : configs.keySet()) {
        if (connector.endsWith("-sink")) {
          forgetOffsets(connector);
        }
      }
      for (String connector : configs.keySet()) {
        if (connector.endsWith("-sink")) {
          await().atMost(DEADLINE).until(() -> offset(connector) == end);
        }
      }
      expected.awaitIn(example.database(folder), solr, "followed-posts", mastodon);
      assertThat(mastodon.texts()).isEqualTo(statuses);
      ExampleReadme.of(example).check(rest, folder, solr.url());
    }
  }

  private static Example example(String name) throws IOException {
    return Example.load(Build.ROOT.resolve("examples").resolve(name));
  }

  private static SamplePosts posts() throws IOException {
    // Each test begins at the beginning of the invented network.
    return SamplePosts.start(
        folder.resolve("posts-%d.properties".formatted(System.nanoTime())), Clock.systemUTC());
  }

  private Map<String, Map<String, String>> run(Example example, SampleServer sample)
      throws InterruptedException {
    Map<String, Map<String, String>> configs = example.sample(folder, sample.url());
    Mastodons.redirect(configs, mastodon, cluster);
    for (Map.Entry<String, Map<String, String>> config : configs.entrySet()) {
      config.getValue().computeIfPresent("solr.url", (key, any) -> solr.url());
      rest.put(config.getKey(), config.getValue());
    }
    return configs;
  }

  private static void forgetOffsets(String connector) throws InterruptedException {
    rest.stop(connector);
    assertThat(rest.request("DELETE", "/connectors/%s/offsets".formatted(connector), null).status())
        .isEqualTo(200);
    rest.resume(connector);
  }

  private static long offset(String connector) throws InterruptedException {
    return rest.request("GET", "/connectors/%s/offsets".formatted(connector), null)
        .body()
        .at("/offsets/0/offset/kafka_offset")
        .asLong();
  }

  private static Map<Integer, Long> offsets(String connector) throws InterruptedException {
    Map<Integer, Long> offsets = new HashMap<>();
    rest.request("GET", "/connectors/%s/offsets".formatted(connector), null)
        .body()
        .path("offsets")
        .forEach(
            entry ->
                offsets.put(
                    entry.at("/partition/kafka_partition").asInt(),
                    entry.at("/offset/kafka_offset").asLong()));
    return offsets;
  }

  /** Returns where a sink is in each partition when it has read these records. */
  private static Map<Integer, Long> ends(List<ConsumerRecord<String, String>> records) {
    Map<Integer, Long> ends = new HashMap<>();
    records.forEach(record -> ends.put(record.partition(), record.offset() + 1));
    return ends;
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(count -> count).sum();
  }

  private static String operation(ConsumerRecord<String, String> record) {
    return new String(record.headers().lastHeader("operation").value(), UTF_8);
  }
}
