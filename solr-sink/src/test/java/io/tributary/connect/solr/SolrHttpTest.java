package io.tributary.connect.solr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests to a server that notes what it is asked. */
class SolrHttpTest {
  @TempDir Path folder;
  private final List<String> authorizations = new ArrayList<>();
  private final ExecutorService handlers = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(loopback(), 0);
    serve(server);
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
    handlers.shutdownNow();
  }

  @Test
  void sendsUserAndPassword() throws Exception {
    SolrHttp http = http(Map.of("solr.username", "höker", "solr.password", "se:cret"));

    assertThat(http.get("/posts")).isEqualTo(new SolrHttp.Answer(200, "GET /solr/posts"));
    // printf 'höker:se:cret' | base64
    assertThat(authorizations).containsExactly("Basic aMO2a2VyOnNlOmNyZXQ=");
  }

  @Test
  void sendsATokenAndABody() throws Exception {
    SolrHttp http = http(Map.of("solr.bearer.token", "abc.def"));

    var body = new SolrBody();
    body.write(new byte[40_000], 0, 40_000);
    // Its length, which is the server's proof that nothing was cut off.
    assertThat(http.post("/posts", "text/plain", body.publisher()).body())
        .isEqualTo("POST /solr/posts text/plain 40000 of 40000");
    assertThat(authorizations).containsExactly("Bearer abc.def");
  }

  @Test
  void goesToTheNextAddressWhenOneDoesNotAnswer() throws Exception {
    String dead = "http://127.0.0.1:%d/solr".formatted(portOfNobody());
    SolrHttp http = http(Map.of("solr.url", dead + "," + url("http") + "/"));

    assertThatThrownBy(() -> http.get("/posts"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(dead);
    assertThat(http.get("/posts").status()).isEqualTo(200);
    assertThat(http.get("/posts").status()).isEqualTo(200);
  }

  @Test
  void requestsThatFailTogetherMoveOnOnce() throws Exception {
    var both = new CyclicBarrier(2);
    server.createContext(
        "/frozen",
        exchange -> {
          try {
            both.await(20, TimeUnit.SECONDS);
          } catch (Exception e) {
            throw new IOException(e);
          } finally {
            exchange.close();
          }
        });
    String frozen = url("http").replace("/solr", "/frozen");
    SolrHttp http = http(Map.of("solr.url", frozen + "," + url("http")));

    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<SolrHttp.Answer>> answers =
          threads.invokeAll(List.of(() -> http.get("/posts"), () -> http.get("/posts")));
      assertThat(answers)
          .allSatisfy(
              answer -> assertThatThrownBy(answer::get).hasCauseInstanceOf(IOException.class));
    } finally {
      threads.shutdownNow();
    }
    assertThat(http.get("/posts").status()).isEqualTo(200);
  }

  @Test
  void anAnswerThatStopsAfterItsHeadersIsGivenUp() throws Exception {
    var end = new CountDownLatch(1);
    server.createContext(
        "/stalled",
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    SolrHttp http =
        http(
            Map.of(
                "solr.url",
                url("http").replace("/solr", "/stalled") + "," + url("http"),
                "request.timeout.ms",
                "300"));
    try {
      assertTimeoutPreemptively(
          Duration.ofSeconds(20),
          () ->
              assertThatThrownBy(() -> http.get("/posts"))
                  .isInstanceOf(IOException.class)
                  .hasMessageContaining("no whole answer within 300 ms"));
      assertThat(http.get("/posts").status()).as("the next address").isEqualTo(200);
    } finally {
      end.countDown();
    }
  }

  @Test
  void trustsWhatTheTrustStoreSays() throws Exception {
    Path store = SelfSigned.in(folder);
    server.stop(0);
    HttpsServer https = HttpsServer.create(loopback(), 0);
    https.setHttpsConfigurator(new HttpsConfigurator(identity(store)));
    server = https;
    serve(server);
    Map<String, String> trust =
        Map.of(
            "solr.url", url("https"),
            "ssl.truststore.location", store.toString(),
            "ssl.truststore.password", SelfSigned.PASSWORD);

    assertThat(http(trust).get("/posts").status()).isEqualTo(200);
    assertThatThrownBy(() -> http(Map.of("solr.url", url("https"))).get("/posts"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("PKIX");
  }

  @Test
  void aTrustStoreThatCannotBeReadIsRefusedWithoutItsPassword() throws Exception {
    Path broken = Files.writeString(folder.resolve("store.p12"), "no store");

    assertThatThrownBy(
            () ->
                http(
                    Map.of(
                        "ssl.truststore.location",
                        broken.toString(),
                        "ssl.truststore.password",
                        SelfSigned.PASSWORD)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("ssl.truststore.location")
        .hasMessageNotContaining(SelfSigned.PASSWORD);
  }

  private SolrHttp http(Map<String, String> overrides) {
    Map<String, String> properties = new HashMap<>(Map.of("solr.url", url("http")));
    properties.putAll(overrides);
    return new SolrHttp(new SolrSinkConfig(properties));
  }

  private String url(String scheme) {
    return "%s://127.0.0.1:%d/solr".formatted(scheme, server.getAddress().getPort());
  }

  private void serve(HttpServer started) {
    started.createContext("/", this::answer);
    started.setExecutor(handlers);
    started.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      if (authorization != null) {
        authorizations.add(authorization);
      }
      int length = exchange.getRequestBody().readAllBytes().length;
      String announced = exchange.getRequestHeaders().getFirst("Content-Length");
      String type = exchange.getRequestHeaders().getFirst("Content-Type");
      String text =
          exchange.getRequestMethod()
              + " "
              + exchange.getRequestURI()
              + (type == null ? "" : " %s %d of %s".formatted(type, length, announced));
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static int portOfNobody() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static SSLContext identity(Path store) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(store)) {
      keys.load(file, SelfSigned.PASSWORD.toCharArray());
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, SelfSigned.PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }
}
