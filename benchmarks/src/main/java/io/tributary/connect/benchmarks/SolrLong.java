package io.tributary.connect.benchmarks;

import io.tributary.connect.embedded.SolrServer;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Many documents through one task: does its heap grow, does it become slower? */
final class SolrLong {
  private static final int STEPS = 10;
  private static final int MADE_AT_ONCE = 10_000;

  /** What classes and caches may still add; of 5 million documents that is 4 bytes each. */
  private static final long FLAT_MEBIBYTES = 16;

  private SolrLong() {}

  /** Returns whether the heap holds as much after the last step as after the first one. */
  static boolean run(SolrServer server, PrintWriter out, int documents) throws Exception {
    var pages = new SolrPages();
    List<Long> heap = new ArrayList<>();
    var table = new TextTable(0, "documents", "documents/s", "CPU s a million", "heap MiB");
    try (var core = new SolrCore(server);
        var run = new SolrSinkRun(core)) {
      int step = Math.max(1, documents / STEPS);
      for (int done = 0; done < documents; done += step) {
        int count = Math.min(step, documents - done);
        long cpu = Machine.cpuNanos();
        long start = System.nanoTime();
        for (int left = count; left > 0; left -= MADE_AT_ONCE) {
          run.write(pages.records(Math.min(MADE_AT_ONCE, left)));
        }
        run.awaitAccepted();
        var leg = new Leg(count, System.nanoTime() - start, Machine.cpuNanos() - cpu);
        heap.add(Machine.heapMebibytes());
        table.add(
            TextTable.whole((long) done + count),
            TextTable.whole(leg.perSecond()),
            TextTable.ratio(1e6 / leg.perCpuSecond()),
            TextTable.whole(heap.get(heap.size() - 1)));
      }
      core.requireVisible(documents);
    }
    out.printf(
        "%n%sMaking the documents counts here.%nResident memory at most: %s%n",
        table, Machine.residentPeak());
    long start = heap.get(0);
    long end = heap.get(heap.size() - 1);
    boolean flat = end - start <= FLAT_MEBIBYTES;
    out.printf(
        "Heap after a collection: %d MiB at the start, %d MiB at the end: %s (goal: at most %d more)%n",
        start, end, flat ? "flat" : "it grows", FLAT_MEBIBYTES);
    return flat;
  }
}
