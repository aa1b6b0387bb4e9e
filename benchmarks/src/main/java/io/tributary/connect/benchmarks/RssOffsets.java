package io.tributary.connect.benchmarks;

import com.sun.net.httpserver.HttpServer;
import io.tributary.connect.rss.RssSourceTask;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;

/** How large the offsets of feeds become, as Connect stores them. */
final class RssOffsets {
  private static final int[] ENTRIES = {300, 3_000, 30_000};
  private static final int ENTRY_BYTES = 100;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String LIMIT = "100,000";

  private final PrintWriter out;

  RssOffsets(PrintWriter out) {
    this.out = out;
  }

  void run() throws IOException, InterruptedException {
    var table = new TextTable(0, "entries", "records", "offset bytes", "limit", "ms");
    for (int entries : ENTRIES) {
      byte[] document = RssDocument.of(entries, ENTRY_BYTES);
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            exchange.sendResponseHeaders(200, document.length);
            exchange.getResponseBody().write(document);
            exchange.close();
          });
      server.start();
      try {
        read("http://127.0.0.1:" + server.getAddress().getPort() + "/", entries, table);
      } finally {
        server.stop(0);
      }
    }
    out.printf("%nThe offset behind the last entry of a feed, as JSON.%n%n%s", table);
    out.flush();
  }

  private static void read(String url, int entries, TextTable table) throws InterruptedException {
    Map<String, String> properties = new HashMap<>();
    properties.put("feeds", url);
    properties.put("topic", "entries");
    var task = new RssSourceTask();
    try (var context = new SourceContext(properties)) {
      task.initialize(context);
      long start = System.nanoTime();
      task.start(properties);
      // The memory of a feed ends at so many, and so does what is read of it.
      int wanted = Math.min(entries, 5_000);
      int records = 0;
      SourceRecord last = null;
      while (records < wanted) {
        List<SourceRecord> polled = task.poll();
        if (polled != null) {
          records += polled.size();
          last = polled.get(polled.size() - 1);
        }
        if (System.nanoTime() - start > PATIENCE.toNanos()) {
          throw new IllegalStateException("Only %d of %d records".formatted(records, wanted));
        }
      }
      long milliseconds = (System.nanoTime() - start) / 1_000_000;
      table.add(
          TextTable.whole(entries),
          TextTable.whole(records),
          TextTable.whole(last == null ? 0 : bytes(last.sourceOffset())),
          LIMIT,
          TextTable.whole(milliseconds));
    } finally {
      task.stop();
    }
  }

  private static int bytes(Map<String, ?> offset) {
    try (var converter = new JsonConverter()) {
      converter.configure(Map.of("schemas.enable", "false"), false);
      return converter.fromConnectData("offsets", null, offset).length;
    }
  }
}
