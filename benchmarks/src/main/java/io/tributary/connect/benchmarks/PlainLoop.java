package io.tributary.connect.benchmarks;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * The limit on this driver: one prepared statement and a commit per call, and beyond WAL and
 * synchronous=NORMAL nothing but SQLite's defaults.
 */
final class PlainLoop implements SqliteRun {
  private final Binding binding;
  private final Connection connection;
  private final PreparedStatement statement;
  private List<Post> rows = List.of();
  private long written;

  /** Sets the parameters that come before the six columns, and says how many those are. */
  private interface Binding {
    int bindKey(PreparedStatement statement, Post row, long offset) throws SQLException;
  }

  private PlainLoop(Path file, String createTable, String insert, Binding binding)
      throws SQLException {
    this.binding = binding;
    var settings = new SQLiteConfig();
    settings.setJournalMode(JournalMode.WAL);
    settings.setSynchronous(SynchronousMode.NORMAL);
    connection = settings.createConnection("jdbc:sqlite:" + file);
    try (Statement create = connection.createStatement()) {
      create.execute(createTable);
    }
    connection.setAutoCommit(false);
    statement = connection.prepareStatement(insert);
  }

  /** Writes the table that the sink writes. */
  static PlainLoop of(SqliteWorkload workload, Path file) throws SQLException {
    return new PlainLoop(
        file,
        workload.createTable(),
        workload.statement(),
        switch (workload) {
          case INSERT -> PlainLoop::bindOrigin;
          case UPSERT -> PlainLoop::bindUri;
        });
  }

  /** Writes the six columns only, into a table that has no key but its rowid. */
  static PlainLoop withoutKey(Path file) throws SQLException {
    return new PlainLoop(
        file,
        """
        CREATE TABLE posts (
          author TEXT NOT NULL, created_at TEXT NOT NULL, likes INTEGER NOT NULL, score REAL,
          edited INTEGER NOT NULL, text TEXT NOT NULL
        ) STRICT
        """,
        """
        INSERT INTO posts (author, created_at, likes, score, edited, text)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        (statement, row, offset) -> 0);
  }

  @Override
  public void prepare(List<Post> next) {
    rows = next;
  }

  @Override
  public void write() throws SQLException {
    for (Post row : rows) {
      int column = binding.bindKey(statement, row, written++);
      statement.setString(++column, row.author());
      statement.setString(++column, row.createdAt());
      statement.setLong(++column, row.likes());
      statement.setDouble(++column, row.score());
      statement.setBoolean(++column, row.edited());
      statement.setString(++column, row.text());
      statement.addBatch();
    }
    statement.executeBatch();
    connection.commit();
  }

  @Override
  public long confirm() {
    return written;
  }

  @Override
  public void close() throws SQLException {
    statement.close();
    connection.close();
  }

  private static int bindOrigin(PreparedStatement statement, Post row, long offset)
      throws SQLException {
    statement.setString(1, PostRecords.PARTITION.topic());
    statement.setInt(2, PostRecords.PARTITION.partition());
    statement.setLong(3, offset);
    return 3;
  }

  private static int bindUri(PreparedStatement statement, Post row, long offset)
      throws SQLException {
    statement.setString(1, row.uri());
    return 1;
  }
}
