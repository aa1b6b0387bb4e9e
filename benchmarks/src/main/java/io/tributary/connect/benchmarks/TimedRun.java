package io.tributary.connect.benchmarks;

import java.sql.SQLException;

/** Feeds a run with rows and takes the time of writing them, not of making them. */
final class TimedRun implements AutoCloseable {
  private final SqliteRun run;
  private final int putSize;
  private final Posts posts = new Posts();
  private long confirmed;
  private boolean closed;

  TimedRun(SqliteRun run, int putSize) {
    this.run = run;
    this.putSize = putSize;
  }

  /** Writes rows, and returns how many are in the file since the last time. */
  Leg write(long rows) throws SQLException {
    var stopwatch = new Stopwatch();
    for (long left = rows; left > 0; left -= putSize) {
      run.prepare(posts.next((int) Math.min(putSize, left)));
      stopwatch.start();
      run.write();
      stopwatch.stop();
    }
    stopwatch.start();
    long all = run.confirm();
    stopwatch.stop();
    Leg leg = stopwatch.leg(all - confirmed);
    confirmed = all;
    return leg;
  }

  /** Closes the file, which counts too: nobody gains by leaving work in the write-ahead log. */
  Leg finish() throws SQLException {
    var stopwatch = new Stopwatch();
    stopwatch.start();
    close();
    stopwatch.stop();
    return stopwatch.leg(0);
  }

  @Override
  public void close() throws SQLException {
    if (!closed) {
      closed = true;
      run.close();
    }
  }
}
