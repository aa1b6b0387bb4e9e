package io.tributary.connect.mastodon;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tributary.connect.common.TributaryVersion;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import javax.net.ssl.SSLException;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** Sends requests to one server with one account's token. */
final class MastodonClient implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String USER_AGENT = "Tributary-Mastodon-Sink/" + TributaryVersion.current();
  private static final int LONGEST_ANSWER = 8 << 20;
  private static final int LONGEST_MESSAGE = 300;

  private final OkHttpClient http;
  private final HttpUrl instance;
  private final HttpUrl statuses;
  private final String authorization;
  private final Duration timeout;
  private final RateBudget budget;
  private final Clock clock;

  MastodonClient(HttpUrl instance, String token, Duration timeout, RateBudget budget, Clock clock) {
    this.instance = instance;
    this.authorization = "Bearer " + token;
    this.timeout = timeout;
    this.budget = budget;
    this.clock = clock;
    this.http =
        new OkHttpClient.Builder()
            .callTimeout(timeout)
            .connectTimeout(timeout)
            .readTimeout(timeout)
            .writeTimeout(timeout)
            // A redirect could carry the token elsewhere, and make a GET of a POST.
            .followRedirects(false)
            .followSslRedirects(false)
            .build();
    this.statuses = url("/api/v1/statuses");
  }

  MastodonAnswer read(String path) {
    return send(ApiFamily.READS, new Request.Builder().url(url(path)).get());
  }

  /**
   * Posts a status.
   *
   * @param key by which the server knows a repetition
   */
  MastodonAnswer post(RequestBody form, String key) {
    return send(
        ApiFamily.STATUSES,
        new Request.Builder()
            .url(statuses)
            .header("Idempotency-Key", key)
            .post(new SentOnce(form)));
  }

  MastodonAnswer edit(String id, RequestBody form) {
    return send(
        ApiFamily.STATUSES, new Request.Builder().url(statusUrl(id)).put(new SentOnce(form)));
  }

  MastodonAnswer delete(String id) {
    return send(ApiFamily.DELETIONS, new Request.Builder().url(statusUrl(id)).delete());
  }

  MastodonAnswer upload(String path, RequestBody form) {
    return send(ApiFamily.MEDIA, new Request.Builder().url(url(path)).post(new SentOnce(form)));
  }

  private HttpUrl url(String path) {
    HttpUrl url = instance.resolve(path);
    if (url == null) {
      throw new IllegalArgumentException("Not a path: " + path);
    }
    return url;
  }

  /** Ids are whatever the server makes up. */
  private HttpUrl statusUrl(String id) {
    return statuses.newBuilder().addPathSegment(id).build();
  }

  private MastodonAnswer send(ApiFamily family, Request.Builder request) {
    request.header("Authorization", authorization);
    request.header("User-Agent", USER_AGENT);
    request.header("Accept", "application/json");
    try (Response response = http.newCall(request.build()).execute()) {
      budget.note(family, response.headers(), response.isSuccessful(), clock.instant());
      String body = body(response);
      if (response.isSuccessful()) {
        return done(response, body);
      }
      return new MastodonAnswer.Refused(
          response.code(),
          response.isRedirect() ? redirect(response) : message(response.code(), body),
          isAnswer(body),
          response.code() == 429 ? RateBudget.retryAt(response.headers(), clock.instant()) : null);
    } catch (IOException e) {
      boolean connected = !(e instanceof ConnectException || e instanceof UnknownHostException);
      return new MastodonAnswer.Lost(reason(e), connected && e instanceof InterruptedIOException);
    }
  }

  private static MastodonAnswer done(Response response, String body) {
    JsonNode json = parse(body);
    // A page of a proxy says nothing about what the server behind it did.
    return json == null && !response.request().method().equals("DELETE")
        ? new MastodonAnswer.Lost("an answer that is not JSON", false)
        : new MastodonAnswer.Done(response.code(), json == null ? MissingNode.getInstance() : json);
  }

  private static String body(Response response) throws IOException {
    BufferedSource source = response.body().source();
    source.request(LONGEST_ANSWER);
    return source
        .getBuffer()
        .readString(Math.min(source.getBuffer().size(), LONGEST_ANSWER), StandardCharsets.UTF_8);
  }

  private String redirect(Response response) {
    HttpUrl target = response.request().url().resolve(response.header("Location", ""));
    return target == null
        ? "a redirect to nowhere"
        : "a redirect from %s to %s://%s"
            .formatted(instance.host(), target.scheme(), target.host());
  }

  private static boolean isAnswer(String body) {
    JsonNode json = parse(body);
    return json != null && json.has("error");
  }

  private static String message(int status, String body) {
    JsonNode json = parse(body);
    String error = json == null ? "" : json.path("error").asText("");
    String description = json == null ? "" : json.path("error_description").asText("");
    String message =
        error.isEmpty()
            ? "no reason given"
            : description.isEmpty() || description.equals(error)
                ? error
                : error + ", " + description;
    return "HTTP status %d, %s"
        .formatted(
            status,
            message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) : message);
  }

  private static @Nullable JsonNode parse(String body) {
    try {
      JsonNode json = JSON.readTree(body);
      return json.isContainerNode() ? json : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private String reason(IOException e) {
    if (e instanceof UnknownHostException) {
      return "unknown host " + instance.host();
    }
    if (e instanceof ConnectException) {
      return "cannot connect to %s:%d".formatted(instance.host(), instance.port());
    }
    if (e instanceof InterruptedIOException) {
      return "no answer within %d ms (%s)"
          .formatted(timeout.toMillis(), MastodonSinkConfig.HTTP_TIMEOUT_MS);
    }
    if (e instanceof SSLException) {
      return "no trusted TLS connection: " + e.getMessage();
    }
    return "the connection broke: " + e.getMessage();
  }

  @Override
  public void close() {
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }

  /** Keeps OkHttp from sending it once more by itself: whether that is right, only we can tell. */
  private static final class SentOnce extends RequestBody {
    private final RequestBody body;

    SentOnce(RequestBody body) {
      this.body = body;
    }

    @Override
    public @Nullable MediaType contentType() {
      return body.contentType();
    }

    @Override
    public long contentLength() throws IOException {
      return body.contentLength();
    }

    @Override
    public boolean isOneShot() {
      return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      body.writeTo(sink);
    }
  }
}
