package io.tributary.connect.sqlite;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table as the file has it; names are folded.
 *
 * @param name its name as the file spells it
 * @param columns its columns by name
 * @param keys the column sets that identify a row: the primary key and every unique index
 * @param objects the names of its indexes and triggers
 * @param arrayOf the table whose rows have its rows as elements of an array; null if there is none
 * @param kind table, or view, virtual or shadow
 * @param identity what tells its rows apart, as it is written in a statement; the rowid if it has
 *     one that can be named
 * @param independent whether rows with different keys have nothing to do with each other: it has
 *     one key, whose values are the same only if their bytes are, and no triggers but the sink's
 * @param strict whether its types bind
 */
record SqliteTable(
    String name,
    Map<String, Column> columns,
    Set<Set<String>> keys,
    Set<String> objects,
    @Nullable String arrayOf,
    String kind,
    List<String> identity,
    boolean independent,
    boolean strict) {
  /** What SQLite calls the number of a row, unless a column has the name. */
  static final List<String> ROWID_NAMES = List.of("rowid", "_rowid_", "oid");

  /**
   * A column of the table.
   *
   * @param type the type it is declared with, as it is spelled
   * @param notNull whether it forbids null
   * @param preset the default as it is written in a statement, or null
   * @param keyed whether it is part of the primary key
   * @param generated whether SQLite computes what is in it
   */
  record Column(
      String type, boolean notNull, @Nullable String preset, boolean keyed, boolean generated) {
    /** Says whether a new row has to bring a value. */
    boolean isRequired() {
      return notNull && preset == null && !generated;
    }

    boolean isSettable() {
      return !keyed && !generated;
    }
  }

  /** Says whether the column holds whole numbers only, and may be changed. */
  boolean isInteger(String column) {
    Column found = column(column);
    return found != null
        && found.isSettable()
        && SqliteStatements.fold(found.type()).startsWith("int");
  }

  /** Says whether what the column holds is compared as text. */
  boolean isText(String column) {
    Column found = column(column);
    String type = found == null ? "" : SqliteStatements.fold(found.type());
    return !type.contains("int")
        && (type.contains("char") || type.contains("clob") || type.contains("text"));
  }

  /** Returns what it calls the number of a row, if it has one. */
  Optional<String> rowid() {
    // A key of a table without is quoted.
    return identity.stream().filter(ROWID_NAMES::contains).findFirst();
  }

  boolean isTable() {
    return kind.equals("table");
  }

  boolean hasObject(String named) {
    return objects.contains(SqliteStatements.fold(named));
  }

  /** Says whether a new row changes nothing but the table and the index of its key. */
  boolean isSimple() {
    return objects.size() <= 1
        && objects.stream().allMatch(object -> object.startsWith("sqlite_autoindex_"));
  }

  /** Says whether the columns are those of the primary key or of a unique index. */
  boolean isKey(List<String> names) {
    return keys.contains(
        names.stream().map(SqliteStatements::fold).collect(Collectors.toUnmodifiableSet()));
  }

  boolean has(String column) {
    return column(column) != null;
  }

  /** Says whether it has the column and takes values for it. */
  boolean takes(String column) {
    Column found = column(column);
    return found != null && !found.generated();
  }

  @Nullable Column column(String name) {
    return columns.get(SqliteStatements.fold(name));
  }
}
