package io.tributary.connect.solr;

import com.sun.net.httpserver.Authenticator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A proxy before Solr that harms every few requests, in a way that the seed decides. */
final class FaultyProxy implements AutoCloseable {
  private static final int LONGEST_DELAY_MILLIS = 400;

  /** Longer than the task waits for an answer. */
  private static final int TOO_LATE_MILLIS = 2_000;

  private final List<Fault> possible;
  private final URI target;
  private final HttpServer server;
  private final Random random;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ExecutorService handlers = Executors.newCachedThreadPool();
  private final ScheduledExecutorService later = Executors.newScheduledThreadPool(4);
  private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);

  /** What becomes of a request. */
  enum Fault {
    NONE,
    /** Solr does not see it. */
    REFUSED,
    FAILED,
    LIMITED,
    DROPPED,
    /** Solr sees half of it. */
    CUT,
    /** Solr has it, but the answer is lost. */
    UNANSWERED,
    /** Solr has it, but the answer ends after its headers. */
    STALLED,
    DELAYED,
    /** Solr sees it when it has been given up. */
    TOO_LATE,
    /** Solr sees it again, after later ones. */
    REPEATED;

    /** Says whether Solr sees nothing of a request once its fate is known, and that is soon. */
    boolean isPrompt() {
      return this != CUT && this != STALLED && this != TOO_LATE && this != REPEATED;
    }
  }

  private FaultyProxy(URI target, HttpServer server, List<Fault> possible, long seed) {
    this.possible = possible;
    this.target = target;
    this.server = server;
    this.random = new Random(seed);
  }

  /** Starts one that does everything that it can. */
  static FaultyProxy start(String solr, long seed) throws IOException {
    return start(solr, seed, fault -> true);
  }

  /** Starts one that does some of it. */
  static FaultyProxy start(String solr, long seed, Predicate<Fault> wanted) throws IOException {
    List<Fault> possible =
        Stream.of(Fault.values()).filter(fault -> fault != Fault.NONE).filter(wanted).toList();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var proxy = new FaultyProxy(URI.create(solr), server, possible, seed);
    server.createContext("/", proxy::handle);
    server.setExecutor(proxy.handlers);
    server.start();
    return proxy;
  }

  String url() {
    return "http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), target.getPath());
  }

  /** From now on answers 401 to all requests but those with a certain Authorization header. */
  void admitOnly(String authorization) {
    server.removeContext("/");
    server
        .createContext("/", this::handle)
        .setAuthenticator(
            new Authenticator() {
              @Override
              public Result authenticate(HttpExchange exchange) {
                return authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"))
                    ? new Success(new HttpPrincipal("anybody", "solr"))
                    : new Failure(401);
              }
            });
  }

  synchronized Map<Fault, Integer> faults() {
    return new EnumMap<>(faults);
  }

  /** Waits until Solr has seen every late repetition. */
  void awaitQuiet() throws InterruptedException {
    later.shutdown();
    if (!later.awaitTermination(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("Late requests have not ended");
    }
  }

  @Override
  public void close() {
    server.stop(0);
    handlers.shutdownNow();
    later.shutdownNow();
  }

  private synchronized Fault fault() {
    int choice = random.nextInt(100);
    Fault fault = choice < 2 * possible.size() ? possible.get(choice / 2) : Fault.NONE;
    faults.merge(fault, 1, Integer::sum);
    return fault;
  }

  private synchronized long delay() {
    return random.nextInt(LONGEST_DELAY_MILLIS);
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    switch (fault()) {
      case NONE -> answer(exchange, forward(exchange, body));
      case REFUSED -> answer(exchange, new Reply(503, "{}"));
      case FAILED -> answer(exchange, new Reply(500, "{}"));
      case LIMITED -> answer(exchange, new Reply(429, "{}"));
      case DROPPED -> exchange.close();
      case CUT -> {
        forwardHalf(exchange, body);
        exchange.close();
      }
      case UNANSWERED -> {
        forward(exchange, body);
        exchange.close();
      }
      case STALLED -> {
        forward(exchange, body);
        exchange.sendResponseHeaders(200, 100);
        exchange.getResponseBody().write('{');
        exchange.getResponseBody().flush();
        Future<?> unused = later.schedule(exchange::close, TOO_LATE_MILLIS, TimeUnit.MILLISECONDS);
      }
      case DELAYED -> answerLater(exchange, body, delay());
      case TOO_LATE -> answerLater(exchange, body, TOO_LATE_MILLIS);
      case REPEATED -> {
        answer(exchange, forward(exchange, body));
        Future<?> unused =
            later.schedule(() -> forward(exchange, body), delay(), TimeUnit.MILLISECONDS);
      }
    }
  }

  private void answerLater(HttpExchange exchange, byte[] body, long millis) {
    Future<?> unused =
        later.schedule(
            () -> {
              answer(exchange, forward(exchange, body));
              return true;
            },
            millis,
            TimeUnit.MILLISECONDS);
  }

  private record Reply(int status, String body) {}

  private Reply forward(HttpExchange exchange, byte[] body) throws IOException {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(target.resolve(exchange.getRequestURI().toString()))
              .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
      String type = exchange.getRequestHeaders().getFirst("Content-Type");
      if (type != null) {
        request.header("Content-Type", type);
      }
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Reply(response.statusCode(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private void forwardHalf(HttpExchange exchange, byte[] body) throws IOException {
    try (Socket socket = new Socket(target.getHost(), target.getPort())) {
      String head =
          """
          %s %s HTTP/1.1\r
          Host: %s\r
          Content-Type: %s\r
          Content-Length: %d\r
          \r
          """
              .formatted(
                  exchange.getRequestMethod(),
                  exchange.getRequestURI(),
                  target.getAuthority(),
                  exchange.getRequestHeaders().getFirst("Content-Type"),
                  body.length);
      OutputStream out = socket.getOutputStream();
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      out.write(Arrays.copyOf(body, body.length / 2));
      out.flush();
    }
  }

  private static void answer(HttpExchange exchange, Reply reply) throws IOException {
    try (exchange) {
      byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(reply.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
