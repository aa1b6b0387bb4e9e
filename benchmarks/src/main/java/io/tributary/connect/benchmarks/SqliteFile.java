package io.tributary.connect.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A database file from outside: what it holds, and its end. */
final class SqliteFile {
  private SqliteFile() {}

  static String version() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT sqlite_version()")) {
      return "SQLite %s through sqlite-jdbc %s"
          .formatted(result.getString(1), connection.getMetaData().getDriverVersion());
    }
  }

  /**
   * Returns a single number.
   *
   * @throws SQLException also if there is no such table
   */
  static long number(Path file, String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      return result.getLong(1);
    }
  }

  /** Fails unless the table holds exactly these many rows: a figure for less would be a lie. */
  static void requireRows(Path file, long expected) throws SQLException {
    long rows = number(file, "SELECT count(*) FROM posts");
    if (rows != expected) {
      throw new IllegalStateException("%s has %d rows, not %d".formatted(file, rows, expected));
    }
  }

  static void delete(Path file) throws IOException {
    for (String suffix : new String[] {"", "-wal", "-shm"}) {
      Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
    }
  }
}
