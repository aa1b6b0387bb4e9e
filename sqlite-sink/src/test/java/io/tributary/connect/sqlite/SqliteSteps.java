package io.tributary.connect.sqlite;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;

/** Lets a test act between any two steps that SQLite takes for a task. */
final class SqliteSteps {
  private static final int FULL = 2;

  private final SQLiteConnection connection;

  private SqliteSteps(SQLiteConnection connection) {
    this.connection = connection;
  }

  /** Returns those of a task that has been started. */
  static SqliteSteps of(SqliteSinkTask task) {
    SQLiteConnection connection =
        connection(task, Collections.newSetFromMap(new IdentityHashMap<>()));
    if (connection == null) {
      throw new IllegalStateException("The task has no connection");
    }
    return new SqliteSteps(connection);
  }

  /** Says whether the last commit has waited for the disk. To be asked between calls. */
  boolean isSynced() {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("pragma synchronous")) {
      return result.getInt(1) == FULL;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Lowers the most bytes that a row or a value may have. */
  void limitLength(int bytes) {
    try {
      connection.setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, bytes);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Watches them.
   *
   * @param goesOn called after each instruction of SQLite's virtual machine, of which a statement
   *     has many; if it says no, the statement fails
   */
  void watch(BooleanSupplier goesOn) {
    try {
      ProgressHandler.setHandler(
          connection,
          1,
          new ProgressHandler() {
            @Override
            protected int progress() {
              return goesOn.getAsBoolean() ? 0 : 1;
            }
          });
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Found by its type, wherever the task's objects keep it. */
  private static @Nullable SQLiteConnection connection(Object from, Set<Object> seen) {
    if (from instanceof SQLiteConnection connection) {
      return connection;
    }
    for (Object part : parts(from, seen)) {
      SQLiteConnection found = part == null ? null : connection(part, seen);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static Collection<?> parts(Object whole, Set<Object> seen) {
    if (whole instanceof Map<?, ?> map) {
      return map.values();
    }
    List<@Nullable Object> parts = new ArrayList<>();
    Class<?> type = whole.getClass();
    if (type.getPackage() == SqliteSteps.class.getPackage() && seen.add(whole)) {
      for (Field field : type.getDeclaredFields()) {
        if (!field.getType().isPrimitive() && !Modifier.isStatic(field.getModifiers())) {
          parts.add(read(field, whole));
        }
      }
    }
    return parts;
  }

  private static @Nullable Object read(Field field, Object from) {
    try {
      field.setAccessible(true);
      return field.get(from);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
