package io.tributary.connect.benchmarks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** As much of Mastodon's API as posting needs, without limits, and doing as little as it can. */
final class StatusServer implements AutoCloseable {
  static {
    // The JDK's server sends head and body apart, and each answer would wait for 40 ms between.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private static final String INSTANCE =
      """
      {"version": "0.19.1", "configuration": {"statuses": {"max_characters": 500}}}""";
  private static final String ACCOUNT =
      """
      {"id": "42", "username": "bot", "acct": "bot"}""";

  private final AtomicLong statuses = new AtomicLong();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  StatusServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Returns how many statuses it was sent. */
  long statuses() {
    return statuses.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      byte[] body = body(exchange).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private String body(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    if (exchange.getRequestMethod().equals("POST")) {
      long id = statuses.incrementAndGet();
      return """
          {"id": "%d", "url": "%s/@bot/%d", "visibility": "unlisted"}"""
          .formatted(id, url(), id);
    }
    return path.endsWith("/instance") ? INSTANCE : path.endsWith("/statuses") ? "[]" : ACCOUNT;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
