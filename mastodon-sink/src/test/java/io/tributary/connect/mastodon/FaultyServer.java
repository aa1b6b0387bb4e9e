package io.tributary.connect.mastodon;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A server on loopback whose answers, and connections, break when they are told to. */
public abstract class FaultyServer implements AutoCloseable {
  static {
    // The JDK's server sends head and body apart, and each answer would wait for 40 ms between.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /**
   * What goes wrong with one request.
   *
   * @param request how the request begins
   * @param acts whether the server does what it is asked for before that
   * @param status 0 for no answer at all
   */
  record Fault(String request, boolean acts, int status, String body) {
    /** The connection breaks. */
    static Fault drop(String request, boolean acts) {
      return new Fault(request, acts, 0, "");
    }

    static Fault answer(String request, boolean acts, int status, String body) {
      return new Fault(request, acts, status, body);
    }
  }

  /** An answer; a redirect has its target as the body. */
  record Answer(int status, String body) {}

  /** Ends a request without an answer. */
  static final class Cut extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  volatile @Nullable Runnable beforeAct;
  volatile @Nullable Runnable afterAct;

  private final Deque<Fault> faults = new ArrayDeque<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  FaultyServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  abstract Answer act(HttpExchange exchange, String request, byte[] body);

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The next requests that match go wrong, in this order. */
  synchronized void fail(Fault... next) {
    faults.addAll(List.of(next));
  }

  long count(String request) {
    return requests.stream().filter(it -> it.startsWith(request)).count();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      byte[] body = exchange.getRequestBody().readAllBytes();
      requests.add(request);
      Fault fault = fault(request);
      if (fault == null || fault.acts) {
        hook(beforeAct);
        Answer answer = act(exchange, request, body);
        hook(afterAct);
        if (fault == null) {
          send(exchange, answer);
          return;
        }
      }
      if (fault.status > 0) {
        send(exchange, new Answer(fault.status, fault.body));
      }
    } catch (Cut e) {
      // The exchange is closed without an answer.
    }
  }

  static void hook(@Nullable Runnable hook) {
    if (hook != null) {
      hook.run();
    }
  }

  private synchronized @Nullable Fault fault(String request) {
    Fault first = faults.peek();
    return first != null && request.startsWith(first.request) ? faults.remove() : null;
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
    if (answer.status / 100 == 3) {
      exchange.getResponseHeaders().set("Location", answer.body);
    }
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer.status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public final void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
