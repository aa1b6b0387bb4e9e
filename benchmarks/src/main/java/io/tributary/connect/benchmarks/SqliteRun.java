package io.tributary.connect.benchmarks;

import java.sql.SQLException;
import java.util.List;

/** A way of writing rows into a new file. */
interface SqliteRun extends AutoCloseable {
  /** Turns the next rows into what this takes them as; the clock is stopped meanwhile. */
  void prepare(List<Post> rows);

  /** Writes the rows that were prepared last. */
  void write() throws SQLException;

  /** Returns how many rows are in the file by now, for certain, after whatever that needs. */
  long confirm();

  /** Closes the file, which also moves what is left in the write-ahead log into it. */
  @Override
  void close() throws SQLException;
}
