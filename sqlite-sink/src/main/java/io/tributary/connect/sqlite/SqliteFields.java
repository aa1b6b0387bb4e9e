package io.tributary.connect.sqlite;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which fields of a value are written, and under which name. A nested field is known by its path,
 * such as author.name.
 */
final class SqliteFields {
  static final SqliteFields ALL = new SqliteFields(Set.of(), Set.of(), Map.of());

  private final Set<String> included;
  private final Set<String> excluded;
  private final Map<String, String> renamed;
  private final Set<String> unseen = new TreeSet<>();

  SqliteFields(Set<String> included, Set<String> excluded, Map<String, String> renamed) {
    this.included = Set.copyOf(included);
    this.excluded = Set.copyOf(excluded);
    this.renamed = Map.copyOf(renamed);
    unseen.addAll(included);
    unseen.addAll(excluded);
    unseen.addAll(renamed.keySet());
  }

  /**
   * A field that is written, or that holds one which is.
   *
   * @param wanted whether all of it is, but for what is excluded
   */
  record Place(String path, boolean wanted) {}

  /** Returns the place of the value itself. */
  Place top() {
    return new Place("", included.isEmpty());
  }

  /** Returns the place of a field in its parent, or null if nothing of it is written. */
  @Nullable Place within(Place parent, String name) {
    String path = parent.path.isEmpty() ? name : parent.path + "." + name;
    if (!unseen.isEmpty()) {
      unseen.remove(path);
    }
    if (excluded.contains(path)) {
      return null;
    }
    boolean wanted = parent.wanted || included.contains(path);
    return wanted || namesPartOf(included, path) ? new Place(path, wanted) : null;
  }

  /** Says whether all that a field holds is written. */
  boolean isWhole(Place place) {
    return place.wanted && !namesPartOf(excluded, place.path);
  }

  /** Returns the column of a field, given the column that its parent would have. */
  String column(String parentColumn, String path, String name) {
    String other = renamed.get(path);
    return other != null ? other : parentColumn.isEmpty() ? name : parentColumn + "_" + name;
  }

  /** Returns the fields that are configured, but have not been met so far: they may be misspelt. */
  Set<String> unseen() {
    return Set.copyOf(unseen);
  }

  private static boolean namesPartOf(Set<String> fields, String path) {
    // Asked of every field of every record without a schema: most configurations name none.
    return !fields.isEmpty()
        && (path.isEmpty() || fields.stream().anyMatch(field -> field.startsWith(path + ".")));
  }
}
