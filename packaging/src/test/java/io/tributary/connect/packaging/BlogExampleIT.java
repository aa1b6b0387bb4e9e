package io.tributary.connect.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tributary.connect.embedded.EmbeddedCluster;
import io.tributary.connect.embedded.Example;
import io.tributary.connect.embedded.SampleFeeds;
import io.tributary.connect.embedded.WorkerProcess;
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
  void everyPostIsAnEventAndARowThatCanBeFound() throws Exception {
    Example example = Example.load(Build.ROOT.resolve("examples/blog"));
    Path database = example.database(folder);
    try (EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("cluster"));
        SampleFeeds feeds =
            SampleFeeds.start(folder.resolve("feeds.properties"), Clock.systemUTC())) {
      WorkerProcess worker = cluster.startWorker(Build.PLUGINS);
      for (Map.Entry<String, Map<String, String>> config :
          example.sample(folder, feeds.url()).entrySet()) {
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
    }
  }
}
