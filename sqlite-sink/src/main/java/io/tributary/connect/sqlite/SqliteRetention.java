package io.tributary.connect.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the oldest rows of the tables that are written to, a few at a time. Rows of arrays and of
 * search indexes go with them, by triggers. The number of rows is kept by triggers too: counting
 * them would read the whole table.
 */
final class SqliteRetention {
  static final String COUNTS_TABLE = "_tributary_rows";

  /** How many rows one transaction deletes, so that others wait a few milliseconds at most. */
  static final int STEP = 1_000;

  private static final Logger log = LoggerFactory.getLogger(SqliteRetention.class);

  private final SqliteDatabase database;
  private final Clock clock;
  private final long maxRows;
  private final Optional<Duration> maxAge;
  private final Optional<String> column;
  private final Set<String> tables = new LinkedHashSet<>();
  private final Set<String> warned = new HashSet<>();

  SqliteRetention(SqliteDatabase database, SqliteSinkConfig config, Clock clock) {
    this.database = database;
    this.clock = clock;
    this.maxRows = config.retentionRows();
    this.maxAge = config.retentionAge();
    this.column = config.retentionColumn();
  }

  /** Looks after a table from now on, and returns what it needs for that. */
  List<SqliteIndexes.Definition> missing(String name, SqliteTable table) {
    if (maxRows <= 0 && maxAge.isEmpty()) {
      return List.of();
    }
    tables.add(SqliteStatements.fold(name));
    if (maxRows <= 0 || table.objects().containsAll(SqliteRetentionStatements.triggers(name))) {
      return List.of();
    }
    List<SqliteIndexes.Definition> definitions = new ArrayList<>();
    for (String sql : SqliteRetentionStatements.count(name)) {
      definitions.add(
          new SqliteIndexes.Definition(sql, "Counting the rows of table \"%s\"".formatted(name)));
    }
    return definitions;
  }

  /** Returns the tables that are looked after; a transaction that made one can have failed. */
  List<String> tables() {
    return List.copyOf(tables);
  }

  /** Deletes up to a step's number of rows and returns how many; to be called in a transaction. */
  int step(String name, SqliteTable table) throws SQLException {
    List<String> identity = table.identity();
    if (identity.isEmpty()) {
      throw new ConnectException(
          "Rows of table \"%s\" cannot be told apart to delete the oldest".formatted(name));
    }
    Optional<String> present = column.filter(table::has);
    if (column.isPresent() && present.isEmpty() && warned.add(name)) {
      log.warn(
          "Table \"{}\" has no column \"{}\", which {} names: its rows have no age",
          name,
          column.get(),
          SqliteSinkConfig.RETENTION_FIELD);
    }
    int deleted = 0;
    if (maxRows > 0) {
      long excess = rows(name) - maxRows;
      if (excess > 0) {
        List<String> order = Stream.concat(quoted(present), identity.stream()).toList();
        deleted =
            delete(
                SqliteRetentionStatements.deleteFirst(name, identity, order),
                Math.min(excess, STEP));
      }
    }
    if (maxAge.isPresent() && present.isPresent() && deleted < STEP) {
      long oldest = clock.millis() - maxAge.get().toMillis();
      deleted +=
          table.isText(present.get())
              ? delete(
                  SqliteRetentionStatements.deleteBeforeText(name, identity, present.get()),
                  SqliteConversion.timestamp(oldest),
                  STEP - deleted)
              : delete(
                  SqliteRetentionStatements.deleteBeforeNumber(name, identity, present.get()),
                  oldest,
                  STEP - deleted);
    }
    return deleted;
  }

  private long rows(String name) throws SQLException {
    PreparedStatement statement = database.prepared(SqliteRetentionStatements.ROWS);
    statement.setString(1, SqliteStatements.fold(name));
    try (ResultSet result = statement.executeQuery()) {
      return result.next() ? result.getLong(1) : 0;
    }
  }

  private int delete(String sql, Object... parameters) throws SQLException {
    PreparedStatement statement = database.prepared(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement.executeUpdate();
  }

  private static Stream<String> quoted(Optional<String> column) {
    return column.map(SqliteStatements::quote).stream();
  }
}
