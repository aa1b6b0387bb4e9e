package io.tributary.connect.mastodon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** A real GoToSocial in a container, with one account and its access token. */
final class GoToSocial implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PORT = 8080;
  private static final String EMAIL = "bot@example.org";
  private static final String PASSWORD = "a-harbour-and-4-gauges";
  private static final String OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob";
  private static final Pattern CODE = Pattern.compile("code=([^&\"<\\s]+)");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, String> cookies = new LinkedHashMap<>();
  private final GenericContainer<?> container =
      new GenericContainer<>("docker.io/superseriousbusiness/gotosocial:0.19.1")
          .withEnv("GTS_HOST", "localhost")
          .withEnv("GTS_PROTOCOL", "http")
          .withEnv("GTS_PORT", Integer.toString(PORT))
          .withEnv("GTS_DB_TYPE", "sqlite")
          .withEnv("GTS_DB_ADDRESS", "/gotosocial/storage/sqlite.db")
          .withExposedPorts(PORT)
          .waitingFor(Wait.forHttp("/api/v1/instance").forStatusCode(200));

  String url() {
    return "http://%s:%d".formatted(container.getHost(), container.getMappedPort(PORT));
  }

  /** Starts it and returns the access token of its account. */
  String start() throws IOException, InterruptedException {
    container.start();
    ExecResult created =
        container.execInContainer(
            "/gotosocial/gotosocial",
            "admin",
            "account",
            "create",
            "--username",
            "bot",
            "--email",
            EMAIL,
            "--password",
            PASSWORD);
    if (created.getExitCode() != 0) {
      throw new IllegalStateException(created.toString());
    }
    return token();
  }

  JsonNode read(String path, String token) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .header("Authorization", "Bearer " + token)
            .build();
    return JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  /** Goes the way that a browser goes: https://docs.gotosocial.org/en/latest/api/authentication. */
  private String token() throws IOException, InterruptedException {
    String scopes = "read write";
    JsonNode application =
        JSON.readTree(
            post(
                    "/api/v1/apps",
                    Map.of("client_name", "test", "redirect_uris", OUT_OF_BAND, "scopes", scopes))
                .body());
    Map<String, String> client =
        Map.of("client_id", application.path("client_id").asText(), "redirect_uri", OUT_OF_BAND);
    Map<String, String> question = new LinkedHashMap<>(client);
    question.put("response_type", "code");
    question.put("scope", scopes);
    exchange(HttpRequest.newBuilder(uri("/oauth/authorize?" + form(question))).GET());
    post("/auth/sign_in", Map.of("username", EMAIL, "password", PASSWORD));
    HttpResponse<String> allowed = post("/oauth/authorize", Map.of());
    Matcher code = CODE.matcher(allowed.headers().firstValue("Location").orElse(allowed.body()));
    if (!code.find()) {
      throw new IllegalStateException("No code: " + allowed.statusCode() + allowed.body());
    }
    Map<String, String> grant = new LinkedHashMap<>(client);
    grant.put("client_secret", application.path("client_secret").asText());
    grant.put("grant_type", "authorization_code");
    grant.put("code", code.group(1));
    return JSON.readTree(post("/oauth/token", grant).body()).path("access_token").asText();
  }

  private HttpResponse<String> post(String path, Map<String, String> parameters)
      throws IOException, InterruptedException {
    return exchange(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form(parameters))));
  }

  /** Keeps cookies itself: the JDK's manager does not for a host called localhost. */
  private HttpResponse<String> exchange(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    if (!cookies.isEmpty()) {
      request.header(
          "Cookie",
          cookies.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; ")));
    }
    request.header("Accept", "text/html,application/json");
    HttpResponse<String> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    for (String cookie : response.headers().allValues("Set-Cookie")) {
      String[] parts = cookie.split(";", 2)[0].split("=", 2);
      cookies.put(parts[0], parts[1]);
    }
    return response;
  }

  private URI uri(String path) {
    return URI.create(url() + path);
  }

  private static String form(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(parameter -> parameter.getKey() + "=" + encode(parameter.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encode(@Nullable String text) {
    return URLEncoder.encode(String.valueOf(text), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    container.close();
  }
}
