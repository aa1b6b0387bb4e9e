package io.tributary.connect.benchmarks;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * Many random keys into one table: how fast each tenth of them is written, the plain loop and the
 * sink taking turns, and what memory that takes.
 */
final class SqliteCurve {
  private static final int STEPS = 10;
  private static final int PUT_SIZE = 3_000;

  private final Path plainFile;
  private final Path sinkFile;
  private final PrintWriter out;
  private final PrintWriter progress;
  private final TextTable table =
      new TextTable(
          1,
          "rows",
          "plain loop",
          "sink",
          "ratio",
          "plain so far",
          "sink so far",
          "ratio so far",
          "CPU ratio so far",
          "heap MiB");

  /** A run with what it has done so far. */
  private static final class Line implements AutoCloseable {
    private final TimedRun run;
    private Leg last = Leg.NONE;
    private Leg total = Leg.NONE;

    Line(SqliteRun run) {
      this.run = new TimedRun(run, PUT_SIZE);
    }

    void write(long rows) throws SQLException {
      add(run.write(rows));
    }

    void finish() throws SQLException {
      add(run.finish());
    }

    private void add(Leg leg) {
      last = leg;
      total = total.plus(leg);
    }

    @Override
    public void close() throws SQLException {
      run.close();
    }
  }

  SqliteCurve(Path directory, PrintWriter out, PrintWriter progress) {
    this.plainFile = directory.resolve("plain.db");
    this.sinkFile = directory.resolve("sink.db");
    this.out = out;
    this.progress = progress;
  }

  void run(long rows) throws SQLException {
    long step = Math.max(1, rows / STEPS);
    long all = step * STEPS;
    String before = Machine.resident();
    try (var plain = new Line(PlainLoop.of(SqliteWorkload.UPSERT, plainFile));
        var sink = new Line(new SinkRun(SqliteWorkload.UPSERT, sinkFile, false))) {
      for (int i = 1; i <= STEPS; i++) {
        boolean plainFirst = i % 2 == 1;
        (plainFirst ? plain : sink).write(step);
        (plainFirst ? sink : plain).write(step);
        long heap = Machine.heapMebibytes();
        table.add(
            TextTable.whole(i * step),
            TextTable.whole(plain.last.perSecond()),
            TextTable.whole(sink.last.perSecond()),
            TextTable.ratio(sink.last.perSecond() / plain.last.perSecond()),
            TextTable.whole(plain.total.perSecond()),
            TextTable.whole(sink.total.perSecond()),
            TextTable.ratio(sink.total.perSecond() / plain.total.perSecond()),
            TextTable.ratio(sink.total.perCpuSecond() / plain.total.perCpuSecond()),
            TextTable.whole(heap));
        progress.printf(
            "%,d rows: plain loop %,.0f, sink %,.0f rows/s, heap %d MiB%n",
            i * step, plain.last.perSecond(), sink.last.perSecond(), heap);
        progress.flush();
      }
      String peak = Machine.residentPeak();
      plain.finish();
      sink.finish();
      SqliteFile.requireRows(plainFile, all);
      SqliteFile.requireRows(sinkFile, all);
      out.printf(
          """

          upsert, random keys, put of %,d: rows/s of each %,d rows, and so far. \
          Goal: ratio so far 2.00 at 1,000,000 and at 10,000,000 rows.

          %s
          Closed, with what that took: plain loop %,.0f, sink %,.0f rows/s, ratio %s
          Resident memory: %s before the first row, at most %s, both contestants open
          """,
          PUT_SIZE,
          step,
          table,
          plain.total.perSecond(),
          sink.total.perSecond(),
          TextTable.ratio(sink.total.perSecond() / plain.total.perSecond()),
          before,
          peak);
      out.flush();
    }
  }
}
