package io.tributary.connect.solr;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** Requests to the base addresses in turn: one that does not answer is left for the next. */
final class SolrHttp {
  private final List<String> urls;
  private final AtomicInteger current = new AtomicInteger();
  private final HttpClient client;
  private final Duration requestTimeout;
  private final Optional<SolrAuthorization> authorization;

  /** A status code and the body. */
  record Answer(int status, String body) {}

  SolrHttp(SolrSinkConfig config) {
    this.urls = config.urls();
    this.requestTimeout = config.requestTimeout();
    this.authorization = config.authorization();
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            // One request a connection: a proxy or a slow answer holds up nothing else.
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(config.connectTimeout())
            .followRedirects(HttpClient.Redirect.NEVER);
    String location = config.truststoreLocation();
    if (location != null) {
      builder.sslContext(trusting(location, config.truststorePassword(), config.truststoreType()));
    }
    this.client = builder.build();
  }

  Answer get(String path) throws IOException {
    return send(node(), path, HttpRequest.newBuilder().GET());
  }

  Answer post(String path, String contentType, HttpRequest.BodyPublisher body) throws IOException {
    return postTo(node(), path, contentType, body);
  }

  /** Sends something to a certain node or core. */
  Answer postTo(String url, String path, String contentType, HttpRequest.BodyPublisher body)
      throws IOException {
    return send(url, path, HttpRequest.newBuilder().header("Content-Type", contentType).POST(body));
  }

  private String node() {
    return urls.get(current.get());
  }

  private Answer send(String base, String path, HttpRequest.Builder request) throws IOException {
    request.uri(URI.create(base + path));
    authorization.ifPresent(value -> request.header("Authorization", value.header()));
    CompletableFuture<HttpResponse<String>> response =
        client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    try {
      // A limit of the request's own would end with the headers (JDK-8258397).
      HttpResponse<String> whole = response.get(requestTimeout.toMillis(), TimeUnit.MILLISECONDS);
      if (whole.statusCode() >= 500) {
        leave(base);
      }
      return new Answer(whole.statusCode(), whole.body());
    } catch (InterruptedException e) {
      response.cancel(true);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while waiting for " + plain(base + path));
    } catch (TimeoutException e) {
      response.cancel(true);
      leave(base);
      throw new HttpTimeoutException(
          "%s: no whole answer within %d ms"
              .formatted(plain(base + path), requestTimeout.toMillis()));
    } catch (ExecutionException e) {
      leave(base);
      throw new IOException("%s: %s".formatted(plain(base + path), describe(e.getCause())), e);
    }
  }

  /** Of requests that fail together, one moves on: else they would skip what may be healthy. */
  private void leave(String base) {
    int index = current.get();
    String here = urls.get(index);
    if (base.equals(here) || base.startsWith(here + "/")) {
      current.compareAndSet(index, (index + 1) % urls.size());
    }
  }

  /** Returns an address without its parameters, which explain nothing. */
  private static String plain(String url) {
    int end = url.indexOf('?');
    return end < 0 ? url : url.substring(0, end);
  }

  private static String describe(@Nullable Throwable failure) {
    if (failure == null) {
      return "it failed";
    }
    return failure.getMessage() == null
        ? failure.getClass().getSimpleName()
        : failure.getClass().getSimpleName() + ": " + failure.getMessage();
  }

  private static SSLContext trusting(String location, @Nullable Password password, String type) {
    try (InputStream file = Files.newInputStream(Path.of(location))) {
      KeyStore store = KeyStore.getInstance(type);
      store.load(file, password == null ? null : password.value().toCharArray());
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      var failure =
          new ConfigException(
              SolrSinkConfig.TRUSTSTORE_LOCATION,
              location,
              "cannot be read as a trust store: " + e.getMessage());
      failure.initCause(e);
      throw failure;
    }
  }
}
