package io.tributary.connect.sqlite;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A table as the file has it; names are folded.
 *
 * @param types the columns and the types they are declared with
 * @param settable the columns that are neither generated nor part of the primary key
 * @param keys the column sets that identify a row: the primary key and every unique index
 * @param objects the names of its indexes and triggers, as they are spelled
 * @param identity what tells its rows apart, as it is written in a statement; the rowid if it has
 *     one that can be named
 * @param strict whether its types bind
 */
record SqliteTable(
    Map<String, String> types,
    Set<String> settable,
    Set<Set<String>> keys,
    Set<String> objects,
    List<String> identity,
    boolean strict) {
  /** Says whether the column holds whole numbers only, and may be changed. */
  boolean isInteger(String column) {
    return settable.contains(SqliteStatements.fold(column)) && type(column).startsWith("int");
  }

  /** Says whether the column makes fractions of whole numbers. */
  boolean isReal(String column) {
    String type = type(column);
    return !isText(column)
        && !type.contains("int")
        && (type.contains("real") || type.contains("floa") || type.contains("doub"));
  }

  /** Says whether what the column holds is compared as text. */
  boolean isText(String column) {
    String type = type(column);
    return !type.contains("int")
        && (type.contains("char") || type.contains("clob") || type.contains("text"));
  }

  boolean has(String column) {
    return types.containsKey(SqliteStatements.fold(column));
  }

  private String type(String column) {
    return SqliteStatements.fold(types.getOrDefault(SqliteStatements.fold(column), ""));
  }
}
