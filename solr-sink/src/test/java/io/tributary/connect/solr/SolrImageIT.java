package io.tributary.connect.solr;

import static io.tributary.connect.solr.TaskHarness.map;
import static io.tributary.connect.solr.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Testcontainers;

/** The task on the official images with their own _default configset, where Docker answers. */
@Testcontainers(disabledWithoutDocker = true)
class SolrImageIT {
  private static final int PORT = 8983;

  @ParameterizedTest
  @ValueSource(strings = {"solr:9.10.1", "solr:10.0.0"})
  void writesToTheDefaultConfigset(String image) throws Exception {
    try (var solr =
        new GenericContainer<>(image)
            .withCommand("solr-precreate", "posts")
            .withExposedPorts(PORT)
            .waitingFor(Wait.forHttp("/solr/posts/select?q=id:none").forStatusCode(200))) {
      solr.start();
      String url = "http://%s:%d/solr".formatted(solr.getHost(), solr.getMappedPort(PORT));
      try (TaskHarness sink =
          TaskHarness.start(
              url, Map.of("collection", "posts", "copy.to.text", "true", "nested.mode", "child"))) {
        sink.put(
            record(0, "a", map("title", "Tides", "n", 1L, "card", map("url", "https://a.example"))),
            record(1, "b", map("title", "gone")),
            record(2, "b", null));
        sink.awaitSettled();

        assertThat(sink.reporter.reasons).isEmpty();
        await()
            .atMost(TaskHarness.DEADLINE)
            .untilAsserted(
                () -> {
                  assertThat(found(url, "_text_:tides")).contains("\"numFound\":1");
                  assertThat(found(url, "*:*")).contains("\"numFound\":2");
                });
      }
    }
  }

  private static String found(String url, String query) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/posts/select?wt=json&rows=0&q=" + query)).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
