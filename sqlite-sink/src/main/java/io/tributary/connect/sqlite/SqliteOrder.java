package io.tributary.connect.sqlite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts changes in the order of their keys. With keys in random order each row is on another page of
 * the file: in their own order neighbours are written together, and the way to them is in the
 * cache.
 */
final class SqliteOrder {
  /** Among fewer changes there are hardly any neighbours. */
  static final int WORTHWHILE = 1_000;

  /** The changes of one table. */
  private static final class Group {
    final List<String> key;
    final List<Class<?>> types = new ArrayList<>();
    final List<SqliteChange.Statement> changes = new ArrayList<>();

    Group(List<String> key) {
      this.key = key;
    }

    /** Adds a change, unless its key cannot be compared with the others. */
    boolean add(SqliteChange.Statement change) {
      for (int i = 0; i < key.size(); i++) {
        Object value = change.values().get(i);
        if (value == null) {
          return false;
        }
        if (types.size() == i) {
          types.add(value.getClass());
        } else if (types.get(i) != value.getClass()) {
          return false;
        }
      }
      return changes.add(change);
    }

    int compare(SqliteChange.Statement one, SqliteChange.Statement other) {
      int order = 0;
      for (int i = 0; i < key.size() && order == 0; i++) {
        order = SqliteOrder.compare(one.values().get(i), other.values().get(i));
      }
      return order;
    }
  }

  private SqliteOrder() {}

  /**
   * Returns changes by table and key, and those of one key as they have arrived; or all as they
   * have arrived if nothing tells whether two keys are the same.
   */
  static List<SqliteChange.Statement> byKey(List<SqliteChange.Statement> arrived) {
    Map<String, Group> groups = new TreeMap<>();
    Map<SqliteShape, Group> groupsOfShapes = new HashMap<>();
    for (SqliteChange.Statement change : arrived) {
      SqliteShape shape = change.shape();
      Group group = groupsOfShapes.get(shape);
      if (group == null) {
        List<String> key = shape.key().names().stream().map(SqliteStatements::fold).toList();
        group =
            groups.computeIfAbsent(SqliteStatements.fold(shape.table()), table -> new Group(key));
        if (!group.key.equals(key)) {
          return arrived;
        }
        groupsOfShapes.put(shape, group);
      }
      if (!group.add(change)) {
        return arrived;
      }
    }
    List<SqliteChange.Statement> sorted = new ArrayList<>(arrived.size());
    for (Group group : groups.values()) {
      group.changes.sort(group::compare);
      sorted.addAll(group.changes);
    }
    return sorted;
  }

  private static int compare(@Nullable Object one, @Nullable Object other) {
    if (one instanceof String text && other instanceof String otherText) {
      return text.compareTo(otherText);
    }
    if (one instanceof Long number && other instanceof Long otherNumber) {
      return number.compareTo(otherNumber);
    }
    if (one instanceof Double number && other instanceof Double otherNumber) {
      // To SQLite 0.0 and -0.0 are one key.
      return number < otherNumber ? -1 : number > otherNumber ? 1 : 0;
    }
    return Arrays.compareUnsigned((byte[]) one, (byte[]) other);
  }
}
