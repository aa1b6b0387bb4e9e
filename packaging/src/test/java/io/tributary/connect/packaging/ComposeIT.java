package io.tributary.connect.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connect.embedded.ConnectRest;
import io.tributary.connect.embedded.EmbeddedTopics;
import io.tributary.connect.embedded.Example;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.ComposeContainer;
import org.testcontainers.junit.jupiter.Testcontainers;

/** The containers of examples/docker-compose.yml, where Docker answers. */
@Testcontainers(disabledWithoutDocker = true)
class ComposeIT {
  private static final Duration DEADLINE = Duration.ofMinutes(5);
  private static final List<String> PORTS =
      List.of(
          "TRIBUTARY_BROKER_PORT",
          "TRIBUTARY_REST_PORT",
          "TRIBUTARY_SOLR_PORT",
          "TRIBUTARY_UI_PORT");

  @Test
  void aTranscriptIsFoundInSolrAndAnEpisodeIsTaken() throws Exception {
    Map<String, String> ports = new HashMap<>();
    for (String port : PORTS) {
      ports.put(port, freePort());
    }
    String solr = "http://localhost:%s/solr".formatted(ports.get("TRIBUTARY_SOLR_PORT"));
    try (var containers =
        new ComposeContainer(Build.ROOT.resolve("examples/docker-compose.yml").toFile())
            .withEnv(ports)) {
      containers.start();
      var rest =
          new ConnectRest(URI.create("http://localhost:" + ports.get("TRIBUTARY_REST_PORT")));
      await()
          .atMost(DEADLINE)
          .ignoreExceptionsInstanceOf(UncheckedIOException.class)
          .until(() -> rest.request("GET", "/health", null).status() == 200);
      Map<String, Map<String, String>> connectors =
          Example.load(Build.ROOT.resolve("examples/podcast-search")).connectors();
      for (String stem : List.of("sqlite-sink", "solr-sink")) {
        rest.put(stem, inside(Objects.requireNonNull(connectors.get(stem))));
      }
      try (var topics = new EmbeddedTopics("localhost:" + ports.get("TRIBUTARY_BROKER_PORT"))) {
        topics.send(
            "PodcastTranscript",
            "feed#1",
            """
            {"entry_id": "1", "episode_title": "Fog", "text": "Then the letters came.",
             "segments": [{"start_ms": 5000, "text": "Then the letters came."}]}
            """);
        topics.send("NewPodcastEpisode", "feed#1", "{\"title\": \"Fog\", \"summary\": \"Horns\"}");
      }
      await()
          .atMost(DEADLINE)
          .ignoreExceptions()
          .untilAsserted(
              () ->
                  assertThat(
                          new ObjectMapper()
                              .readTree(
                                  get(
                                      solr
                                          + "/transcripts/select?wt=json&rows=1"
                                          + "&q=episode_title_txt:fog"))
                              .at("/response/docs/0/id")
                              .asText())
                      .isEqualTo("feed#1"));
      assertThat(get(solr + "/admin/cores?action=CREATE&wt=json&name=blog&configSet=tributary"))
          .as("a core of the configset that the files of all examples name")
          .contains("\"status\":0");
      await()
          .atMost(DEADLINE)
          .until(
              () ->
                  rest.request("GET", "/connectors/sqlite-sink/offsets", null)
                          .body()
                          .at("/offsets/0/offset/kafka_offset")
                          .asLong()
                      == 1);
      rest.awaitRunning("sqlite-sink");
      rest.awaitRunning("solr-sink");
      assertThat(get("http://localhost:%s/".formatted(ports.get("TRIBUTARY_UI_PORT"))))
          .contains("<html");
    }
  }

  /** What the README of the examples does with sed. */
  private static Map<String, String> inside(Map<String, String> config) {
    Map<String, String> inside = new HashMap<>(config);
    inside.computeIfPresent("solr.url", (key, url) -> url.replace("localhost", "solr"));
    inside.computeIfPresent("database", (key, file) -> "/var/lib/kafka/data/" + file);
    return inside;
  }

  private static String get(String address) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString())
        .body();
  }

  private static String freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Integer.toString(socket.getLocalPort());
    }
  }
}
