package io.tributary.connect.benchmarks;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The Bluesky source against clients that do less, at the pace of the network, and end to end. */
@Command(
    name = "bluesky",
    description = "The Bluesky source: a replay against other clients, and today's network.",
    sortOptions = false,
    usageHelpWidth = 100)
final class BlueskyBenchmark implements Callable<Integer> {
  private static final String GOAL = "1.00";

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private BenchmarkOptions options = new BenchmarkOptions();

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "500000",
      description = "How many events a replay has. Default: ${DEFAULT-VALUE}.")
  private long events;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "60",
      description = "How long to read at the pace of the network. Default: ${DEFAULT-VALUE}.")
  private long seconds;

  @Option(
      names = "--long",
      description = "A replay ten times as long, to see what happens to the memory.")
  private boolean lasting;

  @Option(
      names = "--end-to-end",
      description = "Through a worker process with the built plugin into a topic.")
  private boolean endToEnd;

  @Override
  public Integer call() throws Exception {
    if (options.rounds < 1 || events < 1 || seconds < 1) {
      throw new ParameterException(
          spec.commandLine(), "--events, --seconds and --rounds take a number greater than 0");
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter progress = spec.commandLine().getErr();
    out.println(Machine.description());
    out.println(Machine.load());
    if (endToEnd) {
      try (WorkDirectory directory = WorkDirectory.create(options.directory)) {
        new BlueskyEndToEnd(directory.path(), out, progress).run(lasting ? events * 10 : events);
      }
    } else if (lasting) {
      new BlueskyMemory(out, progress).run(events * 10);
    } else {
      progress.println("receiving...");
      progress.flush();
      receive(out);
      progress.printf("%d seconds of today's network...%n", seconds);
      progress.flush();
      pace(out);
    }
    out.println();
    out.println(Machine.load());
    return 0;
  }

  private void receive(PrintWriter out) throws Exception {
    Optional<Skyware> skyware = Skyware.install();
    try (BlueskyReplay replay = BlueskyReplay.start(events, 0)) {
      var receivers = new BlueskyReceivers(replay.url(), events);
      var source = new BlueskySourceRun(replay.url());
      List<Contestant> contestants = new ArrayList<>();
      contestants.add(new Contestant("source, to records", () -> source.poll(events)));
      contestants.add(new Contestant("Java-WebSocket, receive", receivers::javaWebSocket));
      contestants.add(new Contestant("OkHttp, receive", receivers::okHttp));
      contestants.add(new Contestant("JDK, receive", receivers::jdk));
      skyware.ifPresent(
          it ->
              contestants.add(
                  new Contestant(
                      "@skyware/jetstream, parse", () -> it.receive(replay.url(), events))));
      List<Samples> samples = Rounds.run(options.rounds, contestants);
      print(out, samples, skyware.isPresent());
    }
  }

  private void print(PrintWriter out, List<Samples> samples, boolean skyware) {
    var table =
        new TextTable(
            1, "contestant", "events/s", "lowest", "highest", "source is", "by CPU", "goal");
    Samples ours = samples.get(0);
    for (Samples each : samples) {
      boolean other = !each.equals(ours);
      table.add(
          each.contestant(),
          TextTable.whole(each.median()),
          TextTable.whole(each.lowest()),
          TextTable.whole(each.highest()),
          other ? TextTable.ratio(ours.ratioTo(each)) : "",
          other ? TextTable.ratio(ours.cpuRatioTo(each)) : "",
          other && each.contestant().startsWith("@") ? GOAL : "");
    }
    out.printf(
        "%nA replay of %,d posts over loopback from a process of its own, medians of %d rounds.%n",
        events, options.rounds);
    if (!skyware) {
      out.println("Without @skyware/jetstream: there is no Node or no npm here.");
    }
    out.printf("%n%s", table);
    out.flush();
  }

  private void pace(PrintWriter out) throws Exception {
    long posts = seconds * BlueskyPosts.A_SECOND;
    // The first seconds compile the code.
    long warm = posts / 2;
    try (BlueskyReplay replay = BlueskyReplay.start(posts + warm, BlueskyPosts.A_SECOND)) {
      long[] begun = new long[2];
      Leg unused =
          new BlueskySourceRun(replay.url())
              .poll(
                  posts + warm,
                  count -> {
                    if (begun[0] == 0 && count >= warm) {
                      begun[0] = System.nanoTime();
                      begun[1] = Machine.cpuNanos();
                    }
                  });
      var leg = new Leg(posts, System.nanoTime() - begun[0], Machine.cpuNanos() - begun[1]);
      out.printf(
          "%n%d events a second for %.0f s: %.1f %% of a core (goal: less than 10 %%).%n",
          BlueskyPosts.A_SECOND, leg.seconds(), 100.0 * leg.cpuNanos() / leg.nanos());
      out.flush();
    }
  }
}
