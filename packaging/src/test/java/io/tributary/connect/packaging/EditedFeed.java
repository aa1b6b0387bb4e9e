package io.tributary.connect.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.TreeMap;

/** A web server with one feed, whose entries can be edited. */
final class EditedFeed implements AutoCloseable {
  private final HttpServer server;
  private volatile Map<String, String> titles = Map.of();

  EditedFeed() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/feed", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:%d/feed".formatted(server.getAddress().getPort());
  }

  /** Sets what the feed says from now on: titles by id. */
  void publish(Map<String, String> entries) {
    titles = new TreeMap<>(entries);
  }

  private void answer(HttpExchange exchange) throws IOException {
    var items = new StringBuilder();
    titles.forEach(
        (id, title) ->
            items.append(
                """
                <item><guid isPermaLink="false">%s</guid><title>%s</title>
                <link>https://blog.example/%s</link></item>
                """
                    .formatted(id, title, id)));
    byte[] feed =
        """
        <rss version="2.0"><channel><title>Blog</title><link>https://blog.example/</link>
        <description>Edited</description>%s</channel></rss>
        """
            .formatted(items)
            .getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/rss+xml");
    exchange.sendResponseHeaders(200, feed.length);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(feed);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
