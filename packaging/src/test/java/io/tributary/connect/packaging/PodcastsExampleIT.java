package io.tributary.connect.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tributary.connect.embedded.ConnectRest;
import io.tributary.connect.embedded.EmbeddedCluster;
import io.tributary.connect.embedded.Example;
import io.tributary.connect.embedded.SampleFeeds;
import io.tributary.connect.embedded.WorkerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the very files of examples/podcasts, kills the worker in the middle, and counts. */
class PodcastsExampleIT {
  private static final String TOPIC = "NewPodcastEpisode";
  private static final String TRANSCRIPTS = "PodcastTranscript";
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void everyEpisodeAndTranscriptIsARowOnceAlthoughTheWorkerIsKilled() throws Exception {
    Example example = Example.load(Build.ROOT.resolve("examples/podcasts"));
    Path database = example.database(folder);
    try (EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("cluster"));
        SampleFeeds feeds =
            SampleFeeds.start(folder.resolve("feeds.properties"), Clock.systemUTC())) {
      Map<String, Map<String, String>> configs = example.sample(folder, feeds.url());
      WorkerProcess first = cluster.startWorker(Build.PLUGINS);
      for (Map.Entry<String, Map<String, String>> config : configs.entrySet()) {
        first.rest().put(config.getKey(), config.getValue());
      }
      await()
          .atMost(DEADLINE)
          .until(() -> rows(database, TOPIC) > 20 && rows(database, TRANSCRIPTS) > 5);
      first.kill();
      int before = rows(database, TOPIC);
      int transcriptsBefore = rows(database, TRANSCRIPTS);

      WorkerProcess second = cluster.startWorker(Build.PLUGINS);
      ConnectRest rest = second.rest();
      for (String connector : configs.keySet()) {
        rest.awaitRunning(connector);
      }
      await()
          .atMost(DEADLINE)
          .until(
              () ->
                  rows(database, TOPIC) > before + 2
                      && rows(database, TRANSCRIPTS) > transcriptsBefore);

      assertThat(cluster.topics().read(TOPIC))
          .extracting(ConsumerRecord::key)
          .hasSizeGreaterThan(before)
          .doesNotHaveDuplicates();
      assertThat(cluster.topics().read(TRANSCRIPTS))
          .extracting(ConsumerRecord::key)
          .hasSizeGreaterThan(transcriptsBefore)
          .doesNotHaveDuplicates();
      assertThat(Database.query(database, "select count(*) from %s".formatted(quoted(TOPIC))))
          .isEqualTo(
              Database.query(
                  database,
                  "select count(distinct feed_url || id) from %s".formatted(quoted(TOPIC))));
      assertThat(
              Database.query(
                  database,
                  """
                  select feed_title, title, audio_url, duration_seconds > 0, episode ->> 'season'
                  from "NewPodcastEpisode" where id = 'harbour-log-1'
                  """))
          .containsExactly(
              "The Harbour Log|The pilot who never looks at the clock"
                  + "|https://media.example/harbour-log/1.mp3|1|2");
      assertThat(
              Database.query(
                  database,
                  "select distinct url like 'http://127.0.0.1:%/shows/kitchen-physics/%' from"
                      + " \"NewPodcastEpisode\" where feed_title like 'Kitchen%'"))
          .as("relative links are resolved")
          .containsExactly("1");
      assertThat(
              Database.query(
                  database,
                  """
                  select episode_title, segment.value ->> 'start_ms' / 1000 as second,
                    segment.value ->> 'text' as words
                  from "PodcastTranscript_fts" found
                  join "PodcastTranscript" spoken on spoken.rowid = found.rowid,
                    json_each(spoken.segments) segment
                  where "PodcastTranscript_fts" match 'letters' and words like '%letters%'
                  """))
          .as("a word is found with the second it is said at")
          .contains("Fog signals, and who still listens|5|Then the letters came.");
      await()
          .atMost(DEADLINE)
          .untilAsserted(
              () ->
                  assertThat(
                          Database.query(
                              database,
                              """
                              select count(*) from "PodcastTranscript" spoken where not exists (
                                select 1 from "NewPodcastEpisode" episode
                                where episode.feed_url = spoken.feed_url
                                  and episode.id = spoken.entry_id)
                              """))
                      .as("transcripts without an episode")
                      .containsExactly("0"));
      ExampleReadme.of(example).check(rest, folder);
    }
  }

  private static int rows(Path database, String topic) throws Exception {
    boolean table =
        Files.exists(database)
            && !Database.query(
                    database, "select 1 from sqlite_schema where name = '%s'".formatted(topic))
                .isEmpty();
    return table
        ? Integer.parseInt(
            Database.query(database, "select count(*) from %s".formatted(quoted(topic))).get(0))
        : 0;
  }

  private static String quoted(String table) {
    return "\"" + table + "\"";
  }
}
