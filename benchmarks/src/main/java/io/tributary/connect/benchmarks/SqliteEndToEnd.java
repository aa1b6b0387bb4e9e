package io.tributary.connect.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.connect.common.TributaryVersion;
import io.tributary.connect.embedded.ConnectRest;
import io.tributary.connect.embedded.EmbeddedCluster;
import io.tributary.connect.embedded.EmbeddedTopics;
import io.tributary.connect.embedded.WorkerProcess;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.sqlite.SQLiteConfig;

/** From a full topic through a worker, which has loaded the built plugin, into a file. */
final class SqliteEndToEnd {
  private static final int SENT_AT_ONCE = 10_000;
  private static final Duration POLL_INTERVAL = Duration.ofMillis(20);
  private static final Duration STALL = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final PrintWriter out;
  private final PrintWriter progress;

  SqliteEndToEnd(Path directory, PrintWriter out, PrintWriter progress) {
    this.directory = directory;
    this.out = out;
    this.progress = progress;
  }

  void run(long rows) throws Exception {
    Path plugins =
        Path.of(System.getProperty("tributary.home"))
            .resolve("sqlite-sink/target")
            .resolve("tributary-sqlite-sink-" + TributaryVersion.current());
    var table = new TextTable(1, "mode", "rows", "seconds", "rows/s");
    try (EmbeddedCluster cluster = EmbeddedCluster.start(directory)) {
      fill(cluster.topics(), rows);
      WorkerProcess worker = cluster.startWorker(OptimizingJava.in(directory), plugins, Map.of());
      for (SqliteWorkload workload : SqliteWorkload.values()) {
        progress.printf("%s, end to end...%n", workload.label());
        progress.flush();
        Leg leg = measure(workload, worker, rows);
        table.add(
            workload.label(),
            TextTable.whole(leg.count()),
            TextTable.ratio(leg.seconds()),
            // All of a few rows can be there at the first look.
            leg.count() == 0 ? "too few to tell" : TextTable.whole(leg.perSecond()));
      }
    }
    out.printf(
        """

        End to end: %,d JSON records of one partition through a worker process into a file. \
        Counted from the first rows that were seen there to the last.

        %s""",
        rows, table);
    out.flush();
  }

  private void fill(EmbeddedTopics topics, long rows) throws InterruptedException {
    progress.printf("Filling a topic with %,d records...%n", rows);
    progress.flush();
    String topic = PostRecords.PARTITION.topic();
    topics.create(topic, 1);
    var posts = new Posts();
    for (long left = rows; left > 0; left -= SENT_AT_ONCE) {
      List<ProducerRecord<String, String>> records =
          posts.next((int) Math.min(SENT_AT_ONCE, left)).stream()
              .map(post -> new ProducerRecord<>(topic, post.uri(), json(post)))
              .toList();
      topics.sendAll(records);
    }
  }

  private Leg measure(SqliteWorkload workload, WorkerProcess worker, long rows)
      throws SQLException, InterruptedException {
    Path file = directory.resolve(workload.label() + ".db");
    String connector = "end-to-end-" + workload.label();
    Map<String, String> config = new HashMap<>(workload.sinkProperties());
    config.put("connector.class", "io.tributary.connect.sqlite.SqliteSinkConnector");
    config.put("tasks.max", "1");
    config.put("topics", PostRecords.PARTITION.topic());
    config.put("database", file.toString());
    ConnectRest rest = worker.rest();
    rest.put(connector, config);
    rest.awaitRunning(connector);
    Leg leg = watch(file, rows, connector, rest);
    rest.delete(connector);
    SqliteFile.requireRows(file, rows);
    return leg;
  }

  private static Leg watch(Path file, long rows, String connector, ConnectRest rest)
      throws SQLException, InterruptedException {
    var pause = new CountDownLatch(1);
    var settings = new SQLiteConfig();
    settings.setReadOnly(true);
    try (Connection connection = settings.createConnection("jdbc:sqlite:" + file);
        PreparedStatement query =
            connection.prepareStatement("SELECT sum(next_offset) FROM _tributary_offsets")) {
      long first = 0;
      long start = System.nanoTime();
      long last = 0;
      long lastChange = start;
      while (last < rows) {
        long now;
        long written;
        try (ResultSet result = query.executeQuery()) {
          written = result.getLong(1);
          now = System.nanoTime();
        }
        if (written > last) {
          last = written;
          lastChange = now;
          if (first == 0) {
            first = written;
            start = now;
          }
        } else if (now - lastChange > STALL.toNanos()) {
          throw new IllegalStateException(
              "%s stopped at %d of %d rows: %s"
                  .formatted(connector, last, rows, rest.status(connector)));
        }
        // Never counted down: this only waits.
        if (last < rows && pause.await(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new IllegalStateException("Nobody ends the pause early");
        }
      }
      return new Leg(last - first, lastChange - start, 0);
    }
  }

  private static String json(Post post) {
    ObjectNode value =
        JSON.createObjectNode()
            .put("author", post.author())
            .put("created_at", post.createdAt())
            .put("likes", post.likes())
            .put("score", post.score())
            .put("edited", post.edited())
            .put("text", post.text());
    return value.toString();
  }
}
