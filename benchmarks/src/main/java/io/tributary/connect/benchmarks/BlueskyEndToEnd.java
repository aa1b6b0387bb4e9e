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
  private static final int TENTHS = 10;

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
      WorkerProcess worker = cluster.startWorker(OptimizingJava.in(directory), plugins, Map.of());
      start(cluster, worker, replay);
      var table =
          new TextTable(0, "events", "seconds", "events/s", "CPU s per million", "worker holds");
      measure(cluster, worker, events, table);
      out.printf(
          """

          End to end: a replay of %,d posts through a worker process with exactly-once sources into \
          a topic of one partition, as JSON. Counted from the first records that are committed to \
          the last, in tenths and as a whole; CPU and memory are the worker's, whose heap is 512 MiB \
          at most.

          %s""",
          events, table);
      out.flush();
    }
  }

  private static void start(EmbeddedCluster cluster, WorkerProcess worker, BlueskyReplay replay)
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
  }

  private void measure(EmbeddedCluster cluster, WorkerProcess worker, long events, TextTable table)
      throws InterruptedException {
    try (var follower = cluster.topics().follow(TOPIC)) {
      long count = follower.count(1, STALL);
      long from = System.nanoTime();
      Duration cpu = worker.cpuTime();
      Leg whole = Leg.NONE;
      for (int tenth = 1; tenth <= TENTHS; tenth++) {
        long now = follower.count(events * tenth / TENTHS, STALL);
        Leg leg =
            new Leg(now - count, System.nanoTime() - from, worker.cpuTime().minus(cpu).toNanos());
        count = now;
        from += leg.nanos();
        cpu = cpu.plusNanos(leg.cpuNanos());
        whole = whole.plus(leg);
        add(table, TextTable.whole(count), leg, worker);
        progress.printf("%,d events, end to end...%n", count);
        progress.flush();
      }
      add(table, "all", whole, worker);
    }
  }

  private static void add(TextTable table, String events, Leg leg, WorkerProcess worker) {
    // A few events can all be there at the first look.
    boolean some = leg.count() > 0;
    table.add(
        events,
        TextTable.ratio(leg.seconds()),
        some ? TextTable.whole(leg.perSecond()) : "too few to tell",
        some ? TextTable.ratio(leg.cpuNanos() / 1e9 / leg.count() * 1e6) : "",
        Machine.resident(worker.pid()));
  }
}
