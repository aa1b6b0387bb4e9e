package io.tributary.connect.sqlite;

import java.util.function.IntFunction;

/** A statement, and which of a change's values are its parameters. */
final class SqliteStep {
  /**
   * What such a statement changes is kept for the case that it fails, in memory as long as that is
   * below 64 KB: 15 pages. With random keys each row is on another page.
   */
  private static final int MAX_ROWS = 10;

  /** With more, SQLite takes longer to compile the statement than several rows at once save. */
  private static final int MAX_PARAMETERS = 1_000;

  private final String sql;
  private final int[] picked;
  private final int rowsAtOnce;
  private final String sqlOfRows;

  private SqliteStep(String sql, int[] picked, int rowsAtOnce, String sqlOfRows) {
    this.sql = sql;
    this.picked = picked;
    this.rowsAtOnce = rowsAtOnce;
    this.sqlOfRows = sqlOfRows;
  }

  /**
   * @param picked the positions of the values that are the statement's parameters
   */
  static SqliteStep of(String sql, int[] picked) {
    return new SqliteStep(sql, picked, 1, sql);
  }

  /**
   * Inserts rows that follow each other with one statement: SQLite then enters and leaves its
   * machine once for all of them. With further indexes or triggers a row changes more pages, and is
   * inserted alone.
   *
   * @param sql the statement for a number of rows
   * @param picked the positions of the values that are the parameters of a row
   * @param alone whether the table has any
   */
  static SqliteStep ofRows(IntFunction<String> sql, int[] picked, boolean alone) {
    if (alone || picked.length == 0) {
      // DEFAULT VALUES is of one row too.
      return of(sql.apply(1), picked);
    }
    int rows = Math.max(1, Math.min(MAX_ROWS, MAX_PARAMETERS / picked.length));
    return new SqliteStep(sql.apply(1), picked, rows, sql.apply(rows));
  }

  String sql() {
    return sql;
  }

  int[] picked() {
    return picked;
  }

  /** Returns how many rows {@link #sqlOfRows} takes. */
  int rowsAtOnce() {
    return rowsAtOnce;
  }

  String sqlOfRows() {
    return sqlOfRows;
  }
}
