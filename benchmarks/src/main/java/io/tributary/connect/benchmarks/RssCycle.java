package io.tributary.connect.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A task with many feeds, none of which has anything new. */
final class RssCycle {
  private static final int ADDRESSES = 200;
  private static final int HEAP_MEBIBYTES = 256;
  private static final String GOAL = "2,000";
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final Duration STALL = Duration.ofMinutes(1);

  private final PrintWriter out;

  RssCycle(PrintWriter out) {
    this.out = out;
  }

  void run(int feeds, int rounds) throws IOException, InterruptedException {
    try (NotModifiedServer server = NotModifiedServer.start(ADDRESSES)) {
      Process process = start(server.port(), feeds);
      try {
        // Every feed is read once, and one cycle does not count.
        Leg first = watch(server, process, feeds);
        var samples =
            new Samples(
                "source",
                IntStream.range(0, rounds)
                    .mapToObj(round -> watch(server, process, feeds))
                    .toList());
        process.getOutputStream().close();
        String heap = heap(process);
        var table =
            new TextTable(
                0, "feeds", "feeds/s", "lowest", "highest", "goal", "heap MiB", "at most");
        table.add(
            TextTable.whole(feeds),
            TextTable.whole(samples.median()),
            TextTable.whole(samples.lowest()),
            TextTable.whole(samples.highest()),
            GOAL,
            heap,
            TextTable.whole(HEAP_MEBIBYTES));
        out.printf(
            "%nA cycle of feeds on %d addresses that all answer 304, medians of %d cycles. The"
                + " first, with the JVM's start and the reading of each feed, took %.1f s.%n%n%s",
            ADDRESSES, rounds, first.seconds(), table);
        out.flush();
      } finally {
        process.destroyForcibly();
      }
    }
  }

  private static Process start(int port, int feeds) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + HEAP_MEBIBYTES + "m",
            "-Dlog4j2.configurationFile=benchmark-log4j2.properties",
            "-cp",
            System.getProperty("java.class.path"),
            RssCycleProcess.class.getName(),
            Integer.toString(port),
            Integer.toString(ADDRESSES),
            Integer.toString(feeds))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Takes the time until as many answers as there are feeds have gone out. */
  private static Leg watch(NotModifiedServer server, Process process, int feeds) {
    var pause = new CountDownLatch(1);
    long before = server.notModified();
    long start = System.nanoTime();
    long answered = 0;
    try {
      while (answered < feeds) {
        // Never counted down: this only waits.
        if (pause.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new IllegalStateException("Nobody ends the pause early");
        }
        answered = server.notModified() - before;
        if (!process.isAlive() || System.nanoTime() - start > STALL.toNanos()) {
          throw new IllegalStateException(
              "The task stopped at %d of %d feeds".formatted(answered, feeds));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return new Leg(answered, System.nanoTime() - start, 0);
  }

  private static String heap(Process process) throws IOException, InterruptedException {
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      List<String> printed = lines.lines().toList();
      if (!process.waitFor(STALL.toSeconds(), TimeUnit.SECONDS) || printed.isEmpty()) {
        throw new IllegalStateException("The task did not end");
      }
      return printed.get(printed.size() - 1);
    }
  }
}
