package io.tributary.connect.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A second pair of eyes, and hands, on a database file. */
final class Sqlite {
  private Sqlite() {}

  static Connection connect(Path file) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file.toUri());
  }

  /** Returns the rows, columns joined by a bar as the sqlite3 shell does. */
  static List<String> query(Path file, String sql) {
    List<String> rows = new ArrayList<>();
    try (Connection connection = connect(file);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int column = 1; column <= columns; column++) {
          row.add(String.valueOf(result.getString(column)));
        }
        rows.add(String.join("|", row));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
    return rows;
  }

  /** Does something while another connection holds the write lock. */
  static void locked(Path file, Runnable action) {
    try (Connection connection = connect(file);
        Statement statement = connection.createStatement()) {
      statement.execute("begin immediate");
      action.run();
      statement.execute("rollback");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static void execute(Path file, String... statements) {
    try (Connection connection = connect(file);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
