package io.tributary.connect.sqlite;

import java.util.Map;
import java.util.Set;

/**
 * Which fields of a value are written, and under which name. A nested field is known by its path,
 * such as author.name.
 */
final class SqliteFields {
  private final Set<String> included;
  private final Set<String> excluded;
  private final Map<String, String> renamed;

  SqliteFields(Set<String> included, Set<String> excluded, Map<String, String> renamed) {
    this.included = Set.copyOf(included);
    this.excluded = Set.copyOf(excluded);
    this.renamed = Map.copyOf(renamed);
  }

  /** Says whether a field that has a column of its own is written. */
  boolean wants(String path) {
    return (included.isEmpty() || names(included, path)) && !names(excluded, path);
  }

  /** Says whether a field, or any that it may hold, is written. */
  boolean reaches(String path) {
    return wants(path)
        || (!names(excluded, path)
            && included.stream().anyMatch(field -> field.startsWith(path + ".")));
  }

  /** Returns the column of a field, given the column that its parent would have. */
  String column(String parentColumn, String path, String name) {
    String other = renamed.get(path);
    return other != null ? other : parentColumn.isEmpty() ? name : parentColumn + "_" + name;
  }

  static String path(String parent, String name) {
    return parent.isEmpty() ? name : parent + "." + name;
  }

  /** Says whether the set holds the field or one that it is a part of. */
  private static boolean names(Set<String> fields, String path) {
    if (fields.contains(path)) {
      return true;
    }
    for (int dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
      if (fields.contains(path.substring(0, dot))) {
        return true;
      }
    }
    return false;
  }
}
