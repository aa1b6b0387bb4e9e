package io.tributary.connect.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Short runs into new files: the sink, the plain loop, and two schemas that alternate. */
final class SqlitePuts {
  private static final int[] PUT_SIZES = {500, 3_000};
  private static final String INSERT_GOAL = "0.85";
  private static final String TWO_SCHEMAS_GOAL = "0.70";

  private final Path file;
  private final PrintWriter out;
  private final PrintWriter progress;

  private interface Opening {
    SqliteRun open() throws SQLException;
  }

  SqlitePuts(Path directory, PrintWriter out, PrintWriter progress) {
    this.file = directory.resolve("short.db");
    this.out = out;
    this.progress = progress;
  }

  void run(long rows, int rounds) throws Exception {
    var table =
        new TextTable(
            2,
            "mode",
            "contestant",
            "put",
            "rows/s",
            "lowest",
            "highest",
            "ratio",
            "CPU ratio",
            "goal");
    for (SqliteWorkload workload : SqliteWorkload.values()) {
      for (int putSize : PUT_SIZES) {
        progress.printf("%s, put of %d...%n", workload.label(), putSize);
        progress.flush();
        List<Samples> samples = Rounds.run(rounds, contestants(workload, putSize, rows));
        Samples plain = samples.get(0);
        Samples sink = samples.get(1);
        Samples alternating = samples.get(2);
        add(table, workload, putSize, plain, null, "");
        add(table, workload, putSize, sink, plain, goal(workload));
        add(table, workload, putSize, alternating, sink, TWO_SCHEMAS_GOAL);
        if (workload == SqliteWorkload.INSERT) {
          add(table, workload, putSize, samples.get(3), plain, "");
        }
      }
    }
    out.printf(
        "%n%,d rows a run, medians of %d rounds. Ratios: to the plain loop, and of two"
            + " schemas to one.%n%n%s",
        rows, rounds, table);
    out.flush();
  }

  private List<Contestant> contestants(SqliteWorkload workload, int putSize, long rows) {
    List<Contestant> contestants = new ArrayList<>();
    contestants.add(contestant("plain loop", putSize, rows, () -> PlainLoop.of(workload, file)));
    contestants.add(contestant("sink", putSize, rows, () -> new SinkRun(workload, file, false)));
    contestants.add(
        contestant("sink, two schemas", putSize, rows, () -> new SinkRun(workload, file, true)));
    if (workload == SqliteWorkload.INSERT) {
      contestants.add(
          contestant("plain loop, no key", putSize, rows, () -> PlainLoop.withoutKey(file)));
    }
    return contestants;
  }

  private Contestant contestant(String name, int putSize, long rows, Opening opening) {
    return new Contestant(name, () -> measure(opening, putSize, rows));
  }

  private Leg measure(Opening opening, int putSize, long rows) throws SQLException, IOException {
    Leg all;
    try (var run = new TimedRun(opening.open(), putSize)) {
      all = run.write(rows).plus(run.finish());
    }
    SqliteFile.requireRows(file, rows);
    SqliteFile.delete(file);
    return all;
  }

  private static void add(
      TextTable table,
      SqliteWorkload workload,
      int putSize,
      Samples samples,
      @Nullable Samples measure,
      String goal) {
    table.add(
        workload.label(),
        samples.contestant(),
        TextTable.whole(putSize),
        TextTable.whole(samples.median()),
        TextTable.whole(samples.lowest()),
        TextTable.whole(samples.highest()),
        measure == null ? "" : TextTable.ratio(samples.ratioTo(measure)),
        measure == null ? "" : TextTable.ratio(samples.cpuRatioTo(measure)),
        goal);
  }

  /** The goal for random keys is one for a large table, which short runs do not make. */
  private static String goal(SqliteWorkload workload) {
    return switch (workload) {
      case INSERT -> INSERT_GOAL;
      case UPSERT -> "";
    };
  }
}
