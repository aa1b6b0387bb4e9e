package io.tributary.connect.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A client of one worker's REST interface. */
public final class ConnectRest {
  private static final Duration STATE_DEADLINE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final URI url;

  /** A status code and a body, which is missing where the worker sent no JSON. */
  public record Response(int status, JsonNode body) {}

  /** Addresses a worker that somebody else has started. */
  public ConnectRest(URI url) {
    this.url = url;
  }

  /** Returns the worker's address. */
  public URI url() {
    return url;
  }

  /** Returns the names of all connectors. */
  public List<String> connectors() throws InterruptedException {
    List<String> names = new ArrayList<>();
    request("GET", "/connectors", null).body().forEach(name -> names.add(name.textValue()));
    return names;
  }

  /** Creates the connector, or gives it a new configuration. */
  public void put(String connector, Map<String, String> config) throws InterruptedException {
    expectSuccess("PUT", "/connectors/%s/config".formatted(connector), write(config));
  }

  /** Removes the connector; its offsets stay. */
  public void delete(String connector) throws InterruptedException {
    expectSuccess("DELETE", "/connectors/" + connector, null);
  }

  /** Stops the connector and its tasks, as changing its offsets needs. */
  public void stop(String connector) throws InterruptedException {
    expectSuccess("PUT", "/connectors/%s/stop".formatted(connector), null);
    Waiting.until(
        STATE_DEADLINE,
        () -> connector + " did not stop",
        () -> {
          JsonNode status = status(connector);
          return state(status.path("connector")).equals("STOPPED")
              && status.path("tasks").isEmpty();
        });
  }

  /** Starts a stopped connector again. */
  public void resume(String connector) throws InterruptedException {
    expectSuccess("PUT", "/connectors/%s/resume".formatted(connector), null);
  }

  /** Restarts the connector and its tasks. */
  public void restart(String connector) throws InterruptedException {
    expectSuccess("POST", "/connectors/%s/restart?includeTasks=true".formatted(connector), null);
  }

  /** Waits until the connector and all its tasks run. */
  public void awaitRunning(String connector) throws InterruptedException {
    Waiting.until(
        STATE_DEADLINE,
        () -> connector + " does not run",
        () -> {
          JsonNode status = status(connector);
          failure(status)
              .ifPresent(
                  trace -> {
                    throw new IllegalStateException(connector + " failed: " + trace);
                  });
          boolean tasksRun = !status.path("tasks").isEmpty();
          for (JsonNode task : status.path("tasks")) {
            tasksRun &= state(task).equals("RUNNING");
          }
          return tasksRun && state(status.path("connector")).equals("RUNNING");
        });
  }

  /** Waits until the connector or one of its tasks has failed, and returns the stack trace. */
  public String awaitFailure(String connector) throws InterruptedException {
    return Waiting.forValue(
        STATE_DEADLINE, () -> connector + " did not fail", () -> failure(status(connector)));
  }

  /**
   * Returns the connector's status as the worker reports it, or a missing node if it knows none.
   */
  public JsonNode status(String connector) throws InterruptedException {
    Response response = request("GET", "/connectors/%s/status".formatted(connector), null);
    return response.status() == 200 ? response.body() : JSON.missingNode();
  }

  /** Sends one request; {@code body} is JSON text. */
  public Response request(String method, String path, @Nullable String body)
      throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve(path))
            .timeout(Duration.ofSeconds(100))
            .header("Content-Type", "application/json")
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    try {
      var response = http.send(request, BodyHandlers.ofString());
      // What is not the worker's own answer, but that of the web server in it, is a page.
      boolean json =
          response.headers().firstValue("Content-Type").orElse("").startsWith("application/json");
      return new Response(
          response.statusCode(), json ? JSON.readTree(response.body()) : JSON.missingNode());
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    }
  }

  void awaitHealthy(Duration deadline) throws InterruptedException {
    Waiting.until(
        deadline, () -> "The worker at %s did not become healthy".formatted(url), this::isHealthy);
  }

  private boolean isHealthy() throws InterruptedException {
    int status = request("GET", "/health", null).status();
    // Workers before 3.9 do not know it, but answer this one only when they are ready.
    return status == 200 || (status == 404 && request("GET", "/connectors", null).status() == 200);
  }

  private void expectSuccess(String method, String path, @Nullable String body)
      throws InterruptedException {
    // 409 means that a rebalance is under way, and to ask again.
    Response answer =
        Waiting.forValue(
            STATE_DEADLINE,
            () -> "%s %s kept answering 409".formatted(method, path),
            () -> Optional.of(request(method, path, body)).filter(it -> it.status() != 409));
    if (answer.status() >= 300) {
      throw new IllegalStateException(
          "%s %s answered %d %s".formatted(method, path, answer.status(), answer.body()));
    }
  }

  /** Returns the stack trace if the connector or one of its tasks has failed. */
  static Optional<String> failure(JsonNode status) {
    if (state(status.path("connector")).equals("FAILED")) {
      return Optional.of(status.path("connector").path("trace").asText());
    }
    for (JsonNode task : status.path("tasks")) {
      if (state(task).equals("FAILED")) {
        return Optional.of(task.path("trace").asText());
      }
    }
    return Optional.empty();
  }

  private static String state(JsonNode node) {
    return node.path("state").asText();
  }

  private static String write(Map<String, String> config) {
    try {
      return JSON.writeValueAsString(config);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
