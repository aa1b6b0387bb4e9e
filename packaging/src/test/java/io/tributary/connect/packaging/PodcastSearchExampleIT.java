package io.tributary.connect.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connect.embedded.ConnectRest;
import io.tributary.connect.embedded.EmbeddedCluster;
import io.tributary.connect.embedded.Example;
import io.tributary.connect.embedded.SampleFeeds;
import io.tributary.connect.embedded.SolrServer;
import io.tributary.connect.embedded.SpokenPhrase;
import io.tributary.connect.embedded.WorkerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the very files of examples/podcast-search, with a real Solr, and kills the worker. */
class PodcastSearchExampleIT {
  private static final String TRANSCRIPTS = "PodcastTranscript";
  private static final Path EXAMPLE = Build.ROOT.resolve("examples/podcast-search");
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void findsTheEpisodeAndTheSecondAPhraseIsSaidAt() throws Exception {
    Example example = Example.load(EXAMPLE);
    try (SolrServer solr = SolrServer.start(folder.resolve("solr"));
        EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("cluster"));
        SampleFeeds feeds =
            SampleFeeds.start(folder.resolve("feeds.properties"), Clock.systemUTC())) {
      solr.addConfigset("tributary", Build.PLUGINS.resolve("tributary-solr-sink/etc/configset"));
      Map<String, Map<String, String>> configs = example.sample(folder, feeds.url());
      configs
          .values()
          .forEach(config -> config.computeIfPresent("solr.url", (key, any) -> solr.url()));
      WorkerProcess first = cluster.startWorker(Build.PLUGINS);
      for (Map.Entry<String, Map<String, String>> config : configs.entrySet()) {
        first.rest().put(config.getKey(), config.getValue());
      }
      var phrase =
          new SpokenPhrase(
              solr.url() + "/transcripts", Files.readString(EXAMPLE.resolve("search.txt")).strip());
      await().atMost(DEADLINE).until(() -> phrase.find().isPresent());
      assertThat(phrase.find())
          .contains(
              new SpokenPhrase.Hit(
                  "Fog signals, and who still listens", 5, "Then the letters came."));
      first.kill();
      long before = transcripts(solr);

      WorkerProcess second = cluster.startWorker(Build.PLUGINS);
      ConnectRest rest = second.rest();
      for (String connector : configs.keySet()) {
        rest.awaitRunning(connector);
      }
      await().atMost(DEADLINE).until(() -> transcripts(solr) > before);
      await()
          .atMost(DEADLINE)
          .untilAsserted(
              () ->
                  assertThat(transcripts(solr))
                      .isEqualTo(
                          cluster.topics().read(TRANSCRIPTS).stream()
                              .map(ConsumerRecord::key)
                              .distinct()
                              .count()));
      assertThat(
              Database.query(
                  example.database(folder),
                  """
                  select episode.title, audio_url from "NewPodcastEpisode_fts" found
                  join "NewPodcastEpisode" episode on episode.rowid = found.rowid
                  where "NewPodcastEpisode_fts" match 'letters' and id = 'harbour-log-2'
                  """))
          .containsExactly(
              "Fog signals, and who still listens|https://media.example/harbour-log/2.mp3");
      ExampleReadme.of(example).check(rest, folder, solr.url());
    }
  }

  private static long transcripts(SolrServer solr) throws Exception {
    return new ObjectMapper()
        .readTree(solr.get("/transcripts/select?wt=json&rows=0&q=-_nest_path_:*"))
        .path("response")
        .path("numFound")
        .asLong();
  }
}
