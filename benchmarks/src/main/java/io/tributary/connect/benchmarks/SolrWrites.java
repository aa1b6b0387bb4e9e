package io.tributary.connect.benchmarks;

import io.tributary.connect.embedded.SolrServer;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.sink.SinkRecord;

/** Short runs into new cores: the sink, and SolrJ in the ways in which it is fast, and slow. */
final class SolrWrites {
  /** One document a request is so slow that it gets only this part of the documents. */
  private static final int SLOW_PART = 50;

  private static final String SINK = "sink";
  private static final String SLOW = "SolrJ, one document a request";
  private static final String BEST_GOAL = "0.95";
  private static final String SLOW_GOAL = "15.00";

  private final SolrServer server;
  private final PrintWriter out;
  private final PrintWriter progress;

  /** A way of using SolrJ without tracking what arrives. */
  private enum Way {
    ONE_THREAD("SolrJ, 1 thread, batches of 1,000", 1, 1_000, false),
    TWO_THREADS("SolrJ, 2 threads, batches of 1,000", 2, 1_000, false),
    TWO_THREADS_LARGE("SolrJ, 2 threads, batches of 5,000", 2, 5_000, false),
    FOUR_THREADS("SolrJ, 4 threads, batches of 1,000", 4, 1_000, false),
    QUEUE("SolrJ, its own queue and 2 threads", 2, 1_000, true);

    private final String label;
    private final int threads;
    private final int batchSize;
    private final boolean queued;

    Way(String label, int threads, int batchSize, boolean queued) {
      this.label = label;
      this.threads = threads;
      this.batchSize = batchSize;
      this.queued = queued;
    }
  }

  /** Writes all documents of a run and returns when Solr has them. */
  private interface Writing {
    void into(SolrCore core) throws Exception;
  }

  SolrWrites(SolrServer server, PrintWriter out, PrintWriter progress) {
    this.server = server;
    this.out = out;
    this.progress = progress;
  }

  void run(int documents, int rounds) throws Exception {
    List<SinkRecord> records = new SolrPages().records(documents);
    List<Map<String, Object>> fields = records.stream().map(SolrPages::fields).toList();
    List<Map<String, Object>> few = fields.subList(0, Math.max(1, documents / SLOW_PART));
    // The ways of SolrJ share their code, so a round compiles it better than that of the sink.
    for (int i = 1; i < Way.values().length; i++) {
      measure(SINK, documents, core -> sink(core, records));
    }
    try (PlainSolrj solrj = PlainSolrj.load()) {
      Stream<Contestant> plain =
          Stream.of(Way.values())
              .map(
                  way ->
                      contestant(
                          way.label,
                          documents,
                          core ->
                              solrj.write(core, way.threads, way.batchSize, way.queued, fields)));
      Stream<Contestant> ends =
          Stream.of(
              contestant(SLOW, few.size(), core -> solrj.write(core, 1, 1, false, few)),
              contestant(SINK, documents, core -> sink(core, records)));
      print(Rounds.run(rounds, Stream.concat(plain, ends).toList()));
    }
    out.printf(
        "%n%,d documents a run (%,d one by one), medians of %d rounds.%n",
        documents, few.size(), rounds);
  }

  private void print(List<Samples> all) {
    Samples best =
        all.stream()
            .filter(samples -> !samples.contestant().equals(SINK))
            .max(Comparator.comparingDouble(Samples::median))
            .orElseThrow();
    var table =
        new TextTable(
            1,
            "contestant",
            "documents/s",
            "lowest",
            "highest",
            "ratio",
            "CPU s a million",
            "Solr's");
    for (Samples samples : all) {
      Leg sum = samples.legs().stream().reduce(Leg.NONE, Leg::plus);
      table.add(
          samples.contestant(),
          TextTable.whole(samples.median()),
          TextTable.whole(samples.lowest()),
          TextTable.whole(samples.highest()),
          TextTable.ratio(samples.ratioTo(best)),
          TextTable.ratio(1e6 / sum.perCpuSecond()),
          TextTable.whole(1e6 / sum.perServerCpuSecond()));
    }
    out.printf("%n%s%n", table);
    Samples sink = named(all, SINK);
    out.printf(
        "The sink to the fastest SolrJ: %s (goal %s). To one document a request: %s (goal %s).%n",
        TextTable.ratio(sink.ratioTo(best)),
        BEST_GOAL,
        TextTable.ratio(sink.ratioTo(named(all, SLOW))),
        SLOW_GOAL);
  }

  private static Samples named(List<Samples> all, String name) {
    return all.stream()
        .filter(samples -> samples.contestant().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private Contestant contestant(String name, int documents, Writing writing) {
    return new Contestant(name, () -> measure(name, documents, writing));
  }

  private Leg measure(String name, int documents, Writing writing) throws Exception {
    progress.println(name + "...");
    progress.flush();
    // Nobody is to clear away what others have left.
    System.gc();
    try (var core = new SolrCore(server)) {
      long cpu = Machine.cpuNanos();
      long serverCpu = Machine.cpuNanos(server.pid());
      long start = System.nanoTime();
      writing.into(core);
      core.requireVisible(documents);
      return new Leg(
          documents,
          System.nanoTime() - start,
          Machine.cpuNanos() - cpu,
          Machine.cpuNanos(server.pid()) - serverCpu);
    }
  }

  private static void sink(SolrCore core, List<SinkRecord> records) {
    try (var run = new SolrSinkRun(core)) {
      run.write(records);
      run.awaitAccepted();
    }
  }
}
