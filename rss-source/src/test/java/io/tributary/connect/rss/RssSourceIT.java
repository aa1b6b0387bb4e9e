package io.tributary.connect.rss;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connect.common.TributaryVersion;
import io.tributary.connect.embedded.EmbeddedCluster;
import io.tributary.connect.embedded.WorkerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built plugin in a real worker with exactly-once on. */
class RssSourceIT {
  private static final Path PLUGINS =
      Path.of("target", "tributary-rss-source-" + TributaryVersion.current());
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path directory;
  private static EmbeddedCluster cluster;
  private static WorkerProcess worker;

  @AutoClose private final FeedServer server = FeedServer.start();

  @BeforeAll
  static void startCluster() throws IOException, InterruptedException {
    cluster = EmbeddedCluster.start(directory);
    worker = cluster.startWorker(PLUGINS);
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @Test
  void readsAPodcastWithThePluginsOwnClasses() throws Exception {
    server.publish("/podcast", Fixture.text("rss/podcast.xml"));
    server.publish("/atom", Fixture.text("atom/1.0.xml"));
    worker.rest().put("podcast", config("episodes", "/podcast", "/atom"));

    List<ConsumerRecord<String, String>> records = cluster.topics().await("episodes", 4, DEADLINE);

    assertThat(records)
        .extracting(ConsumerRecord::key)
        .containsExactlyInAnyOrder(
            server.url("/podcast") + "#st-1",
            server.url("/podcast") + "#st-2",
            server.url("/atom") + "#urn:tide:1",
            server.url("/atom") + "#urn:tide:2");
    ConsumerRecord<String, String> record =
        records.stream().filter(it -> it.key().endsWith("st-2")).findFirst().orElseThrow();
    JsonNode value = JSON.readTree(record.value());
    assertThat(value.at("/title").asText()).isEqualTo("Night express");
    assertThat(value.at("/published_at").asText()).isEqualTo("2024-03-01T10:00:00Z");
    assertThat(value.at("/duration_seconds").asInt()).isEqualTo(3723);
    assertThat(value.at("/episode/season").asInt()).isEqualTo(2);
    assertThat(value.at("/episode/transcripts/0/mime_type").asText()).isEqualTo("text/vtt");
    assertThat(value.at("/episode/persons/0/name").asText()).isEqualTo("Mo Adeyemi");
    assertThat(value.at("/text").asText()).isEqualTo("To the coast and back.");
    assertThat(new String(record.headers().lastHeader("operation").value(), UTF_8))
        .contains("create");
    worker.rest().delete("podcast");
  }

  @Test
  void emitsNothingTwiceAfterARestartByRest() throws Exception {
    server.publish("/a", Fixture.feed("2", "1"));
    worker.rest().put("restarted", config("restarted", "/a"));
    cluster.topics().await("restarted", 2, DEADLINE);
    awaitStored(worker, "restarted", 1);

    int requests = server.requests("/a").size();
    worker.rest().restart("restarted");
    Awaitility.await().atMost(DEADLINE).until(() -> server.requests("/a").size() > requests + 1);
    server.publish("/a", Fixture.feed("3", "2", "1"));

    assertThat(ids(cluster.topics().await("restarted", 3, DEADLINE)))
        .containsExactly("1", "2", "3");
    worker.rest().delete("restarted");
  }

  @Test
  void replaysJustTheFeedWhoseOffsetIsReset() throws Exception {
    server.publish("/a", Fixture.feed("a2", "a1"));
    server.publish("/b", Fixture.feed("b2", "b1"));
    worker.rest().put("reset", config("reset", "/a", "/b"));
    cluster.topics().await("reset", 4, DEADLINE);
    awaitStored(worker, "reset", 2);

    worker.rest().stop("reset");
    var refused =
        worker
            .rest()
            .request(
                "PATCH",
                "/connectors/reset/offsets",
                "{\"offsets\": [{\"partition\": {\"file\": \"x\"}, \"offset\": {\"x\": 1}}]}");
    assertThat(refused.status()).isGreaterThanOrEqualTo(400);
    var altered =
        worker
            .rest()
            .request(
                "PATCH",
                "/connectors/reset/offsets",
                "{\"offsets\": [{\"partition\": {\"feed\": \"%s\"}, \"offset\": null}]}"
                    .formatted(server.url("/a")));
    assertThat(altered.status()).as("%s", altered.body()).isEqualTo(200);
    worker.rest().resume("reset");
    cluster.topics().await("reset", 6, DEADLINE);
    int requests = server.requests("/b").size();
    Awaitility.await().atMost(DEADLINE).until(() -> server.requests("/b").size() > requests + 1);

    assertThat(ids(cluster.topics().read("reset")))
        .containsExactlyInAnyOrder("a1", "a2", "b1", "b2", "a1", "a2");
    worker.rest().delete("reset");
  }

  @Test
  void deliversEveryEntryAndTranscriptOnceThoughTheWorkerIsKilled() throws Exception {
    int feeds = 30;
    int entries = 40;
    int held = 5;
    var open = new AtomicInteger(feeds / 3 + held);
    String[] paths = IntStream.range(0, feeds).mapToObj(i -> "/k" + i).toArray(String[]::new);
    List<String> expected = new ArrayList<>();
    for (int feed = 0; feed < feeds; feed++) {
      int place = feed;
      String path = paths[feed];
      String[] ids =
          IntStream.range(0, entries).mapToObj(i -> path + "-" + i).toArray(String[]::new);
      expected.addAll(List.of(ids));
      for (String id : ids) {
        server.publish("/said" + id, "WEBVTT\n\n00:01.000 --> 00:02.000\nThis is " + id);
      }
      String document = Fixture.podcast("/said", ids);
      String tag = "\"%s\"".formatted(path);
      // Each kill comes while feeds are read, and always before some that are held back until then.
      server.answer(
          path,
          request -> {
            if (place >= open.get()) {
              return FeedServer.status(503);
            }
            return tag.equals(request.getHeaders().get("If-None-Match"))
                ? FeedServer.status(304)
                : new MockResponse.Builder()
                    .addHeader("ETag", tag)
                    .body(document)
                    .headersDelay(200, TimeUnit.MILLISECONDS)
                    .build();
          });
    }
    Map<String, String> config = config("killed", paths);
    config.put("transcripts.topic", "killed-transcripts");
    worker.rest().put("killed", config);
    for (int share = 1; share <= 2; share++) {
      cluster.topics().await("killed", share * feeds * entries / 3, DEADLINE);
      worker.kill();
      assertThat(cluster.topics().read("killed")).hasSizeLessThan(feeds * entries);
      worker = cluster.startWorker(PLUGINS);
      open.addAndGet(feeds / 3);
    }

    cluster.topics().await("killed", feeds * entries, DEADLINE);
    cluster.topics().await("killed-transcripts", feeds * entries, DEADLINE);
    awaitStored(worker, "killed", feeds);
    int requests = server.requests("/k0").size();
    Awaitility.await().atMost(DEADLINE).until(() -> server.requests("/k0").size() > requests + 1);

    assertThat(ids(cluster.topics().read("killed"))).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(cluster.topics().read("killed-transcripts"))
        .extracting(transcript -> JSON.readTree(transcript.value()).at("/text").asText())
        .containsExactlyInAnyOrderElementsOf(expected.stream().map(id -> "This is " + id).toList());
    worker.rest().delete("killed");
  }

  @Test
  void bringsTranscriptsAndStatusToTheirTopics() throws Exception {
    server.publish("/podcast", Fixture.text("rss/podcast.xml"));
    server.publish("/2.vtt", Fixture.text("transcript/ferry.vtt"));
    Map<String, String> config = config("told", "/podcast");
    // The transcript is found by its place next to the feed.
    config.put("transcripts.topic", "told-transcripts");
    config.put("transcripts.formats", "vtt");
    config.put("transcripts.mode", "segments");
    config.put("status.topic", "told-status");
    config.put("heartbeat.topic", "told-heartbeats");
    worker.rest().put("told", config);

    List<ConsumerRecord<String, String>> passages =
        cluster.topics().await("told-transcripts", 2, DEADLINE);
    assertThat(passages)
        .extracting(ConsumerRecord::key)
        .containsExactly(
            server.url("/podcast") + "#st-2#500", server.url("/podcast") + "#st-2#3600000");
    assertThat(JSON.readTree(passages.get(0).value()).at("/text").asText())
        .startsWith("The ferry is late again,");
    ConsumerRecord<String, String> status =
        cluster.topics().await("told-status", 1, DEADLINE).get(0);
    assertThat(JSON.readTree(status.value()).at("/state").asText()).isEqualTo("ok");
    cluster.topics().await("told-heartbeats", 1, DEADLINE);
    worker.rest().delete("told");
  }

  @Test
  void takesOnTheFeedsThatAnOpmlDocumentGains() throws Exception {
    server.publish("/a", Fixture.feed("a1"));
    server.publish("/b", Fixture.feed("b1"));
    Path opml = directory.resolve("feeds.opml");
    Files.writeString(opml, opml("/a"));
    Map<String, String> config = config("listed", "/unused");
    config.remove("feeds");
    config.put("feeds.opml", opml.toString());
    config.put("opml.refresh.ms", "200");
    worker.rest().put("listed", config);
    cluster.topics().await("listed", 1, DEADLINE);

    Files.writeString(opml, opml("/a", "/b"));

    assertThat(ids(cluster.topics().await("listed", 2, DEADLINE))).containsExactly("a1", "b1");
    worker.rest().delete("listed");
  }

  @Test
  void losesNothingWithoutExactlyOnceAndRepeatsOnlyWhatWasNotCommitted() throws Exception {
    Map<String, String> settings =
        Map.of(
            "exactly.once.source.support", "disabled",
            "group.id", "plain",
            "config.storage.topic", "plain-configs",
            "offset.storage.topic", "plain-offsets",
            "status.storage.topic", "plain-status");
    server.publish("/early", Fixture.feed("e3", "e2", "e1"));
    server.answer("/middle", FeedServer.status(503));
    server.answer("/late", FeedServer.status(503));
    WorkerProcess plain = cluster.startWorker(PLUGINS, settings);
    plain.rest().put("plain", config("plain", "/early", "/middle", "/late"));
    cluster.topics().await("plain", 3, DEADLINE);
    awaitStored(plain, "plain", 1);
    server.publish("/middle", Fixture.feed("m3", "m2", "m1"));
    cluster.topics().await("plain", 6, DEADLINE);
    plain.kill();

    plain = cluster.startWorker(PLUGINS, settings);
    server.publish("/late", Fixture.feed("l3", "l2", "l1"));
    awaitStored(plain, "plain", 3);
    int requests = server.requests("/late").size();
    Awaitility.await().atMost(DEADLINE).until(() -> server.requests("/late").size() > requests + 1);

    List<String> ids = ids(cluster.topics().read("plain"));
    assertThat(ids)
        .containsOnlyOnce("e1", "e2", "e3", "l1", "l2", "l3")
        .contains("m1", "m2", "m3")
        .hasSizeBetween(9, 12);
    assertThat(ids.stream().filter(id -> id.startsWith("m")))
        .allMatch(id -> Collections.frequency(ids, id) <= 2);
    plain.close();
  }

  private String opml(String... paths) {
    var outlines = new StringBuilder();
    for (String path : paths) {
      outlines.append("<outline xmlUrl='%s'/>".formatted(server.url(path)));
    }
    return "<opml version='2.0'><body>%s</body></opml>".formatted(outlines);
  }

  private Map<String, String> config(String topic, String... paths) {
    Map<String, String> config =
        new HashMap<>(
            TaskHarness.config(List.of(paths).stream().map(server::url).toArray(String[]::new)));
    config.put("connector.class", RssSourceConnector.class.getName());
    config.put("tasks.max", "2");
    config.put("topic", topic);
    config.put("poll.interval.ms", "500");
    config.put("poll.interval.max.ms", "500");
    config.put("topic.creation.default.partitions", "1");
    config.put("topic.creation.default.replication.factor", "1");
    return config;
  }

  /** Waits until the worker holds an offset for each of so many feeds. */
  private static void awaitStored(WorkerProcess worker, String connector, int feeds) {
    Awaitility.await()
        .atMost(DEADLINE)
        .until(
            () ->
                worker
                        .rest()
                        .request("GET", "/connectors/%s/offsets".formatted(connector), null)
                        .body()
                        .path("offsets")
                        .size()
                    == feeds);
  }

  private static List<String> ids(List<ConsumerRecord<String, String>> records) {
    return records.stream()
        .map(record -> record.key().substring(record.key().indexOf('#') + 1))
        .toList();
  }
}
