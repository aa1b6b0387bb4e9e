package io.tributary.connect.benchmarks;

import io.tributary.connect.common.TributaryVersion;
import io.tributary.connect.embedded.ConnectRest;
import io.tributary.connect.embedded.EmbeddedCluster;
import io.tributary.connect.embedded.WorkerProcess;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** From a replay through a worker, which has loaded the built plugin, into a topic. */
final class BlueskyEndToEnd {
  private static final String TOPIC = "posts";
  private static final Duration STALL = Duration.ofSeconds(60);

  private final Path directory;
  private final PrintWriter out;
  private final PrintWriter progress;

  BlueskyEndToEnd(Path directory, PrintWriter out, PrintWriter progress) {
    this.directory = directory;
    this.out = out;
    this.progress = progress;
  }

  void run(long events) throws Exception {
    Path plugins =
        Path.of(System.getProperty("tributary.home"))
            .resolve("bluesky-source/target")
            .resolve("tributary-bluesky-source-" + TributaryVersion.current());
    try (EmbeddedCluster cluster = EmbeddedCluster.start(directory);
        BlueskyReplay replay = BlueskyReplay.start(events, 0)) {
      WorkerProcess worker =
          cluster.startWorker(OptimizingJava.in(directory), plugins, Map.of());
      progress.println("end to end...");
      progress.flush();
      Leg leg = measure(cluster, worker, replay, events);
      var table = new TextTable(0, "events", "seconds", "events/s", "CPU s per million");
      table.add(
          TextTable.whole(leg.count()),
          TextTable.ratio(leg.seconds()),
          TextTable.whole(leg.perSecond()),
          TextTable.ratio(leg.cpuNanos() / 1e9 / leg.count() * 1e6));
      out.printf(
          """

          End to end: a replay of %,d posts through a worker process with exactly-once sources into \
          a topic of one partition, as JSON. Counted from the first records that are committed to \
          the last; CPU is the worker's.

          %s""",
          events, table);
      out.flush();
    }
  }

  private static Leg measure(
      EmbeddedCluster cluster, WorkerProcess worker, BlueskyReplay replay, long events)
      throws InterruptedException {
    Map<String, String> config = new HashMap<>();
    config.put("connector.class", "io.tributary.connect.bluesky.BlueskySourceConnector");
    config.put("tasks.max", "1");
    config.put("endpoints", replay.url());
    config.put("start.from", "earliest");
    config.put("compress", "none");
    config.put("topic", TOPIC);
    ConnectRest rest = worker.rest();
    cluster.topics().create(TOPIC, 1);
    rest.put("end-to-end", config);
    rest.awaitRunning("end-to-end");
    try (var follower = cluster.topics().follow(TOPIC)) {
      long first = follower.count(1, STALL);
      long start = System.nanoTime();
      Duration cpu = worker.cpuTime();
      long all = follower.count(events, STALL);
      return new Leg(
          all - first, System.nanoTime() - start, worker.cpuTime().minus(cpu).toNanos());
    }
  }
}
