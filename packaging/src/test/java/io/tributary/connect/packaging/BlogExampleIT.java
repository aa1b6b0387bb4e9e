package io.tributary.connect.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tributary.connect.embedded.EmbeddedCluster;
import io.tributary.connect.embedded.Example;
import io.tributary.connect.embedded.SampleFeeds;
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

/** Runs the very files of examples/blog. */
class BlogExampleIT {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void everyPostIsAnEventARowThatCanBeFoundAndAStatus() throws Exception {
    Example example = Example.load(Build.ROOT.resolve("examples/blog"));
    Path database = example.database(folder);
    try (EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("cluster"));
        SampleFeeds feeds =
            SampleFeeds.start(folder.resolve("feeds.properties"), Clock.systemUTC());
        var mastodon = new FakeMastodon(ServerProfile.MASTODON, Clock.systemUTC())) {
      WorkerProcess worker = cluster.startWorker(Build.PLUGINS);
      Map<String, Map<String, String>> configs = example.sample(folder, feeds.url());
      Mastodons.redirect(configs, mastodon, cluster);
      for (Map.Entry<String, Map<String, String>> config : configs.entrySet()) {
        worker.rest().put(config.getKey(), config.getValue());
      }

      // Five that are there from the beginning, and one that comes out meanwhile.
      assertThat(cluster.topics().await("BlogPost", 6, DEADLINE))
          .extracting(ConsumerRecord::key)
          .startsWith(feeds.url() + "/tidy-desk.rss#tidy-desk-1")
          .doesNotHaveDuplicates();
      await()
          .atMost(DEADLINE)
          .ignoreExceptions()
          .untilAsserted(
              () ->
                  assertThat(
                          Database.query(
                              database,
                              """
                              select post.id, post.title, post.author, post.text
                              from "BlogPost_fts" found
                              join "BlogPost" post on post.rowid = found.rowid
                              where "BlogPost_fts" match 'clever AND backup*'
                              """))
                      .containsExactly(
                          "tidy-desk-3|Backups you can read|Wanda Okoro"
                              + "|A plain file on a disk in another house is worth three clever"
                              + " ones in yours.\nMore is in the archive."));
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
    }
  }
}
