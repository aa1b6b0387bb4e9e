package io.tributary.connect.benchmarks;

import java.io.PrintWriter;

/** Whether a long replay leaves anything behind. */
final class BlueskyMemory {
  private static final int LOOKS = 10;

  private final PrintWriter out;
  private final PrintWriter progress;

  BlueskyMemory(PrintWriter out, PrintWriter progress) {
    this.out = out;
    this.progress = progress;
  }

  void run(long events) throws Exception {
    var table = new TextTable(0, "events", "heap MiB", "resident");
    try (BlueskyReplay replay = BlueskyReplay.start(events, 0)) {
      long[] next = {events / LOOKS};
      Leg leg =
          new BlueskySourceRun(replay.url())
              .poll(
                  events,
                  count -> {
                    if (count >= next[0]) {
                      next[0] += events / LOOKS;
                      progress.printf("%,d events...%n", count);
                      progress.flush();
                      table.add(
                          TextTable.whole(count),
                          TextTable.whole(Machine.heapMebibytes()),
                          Machine.resident());
                    }
                  });
      out.printf(
          "%nOne replay of %,d posts, %,.0f a second.%n%n%s", events, leg.perSecond(), table);
      out.flush();
    }
  }
}
