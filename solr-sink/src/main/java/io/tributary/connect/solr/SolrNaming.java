package io.tributary.connect.solr;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which fields of a value are written, under which name, and which texts are more than texts. Not
 * thread-safe.
 */
final class SolrNaming {
  /** How many names are remembered, as records mostly have the same ones; maps may have any. */
  private static final int MAX_KNOWN = 10_000;

  private final SchemaMode schemaMode;
  private final Set<String> included;
  private final Set<String> excluded;
  private final Map<String, String> renamed;
  private final Leaves texts;
  private final Leaves dates;
  private final boolean copiesText;
  private final Map<String, Map<String, String>> suffixed = new HashMap<>();

  /** Who knows the fields. */
  enum SchemaMode {
    /** Solr: names stay as they are. */
    NONE,
    /** The suffix of the name. */
    DYNAMIC,
    /** Solr, once it has been told. */
    CREATE
  }

  SolrNaming(
      SchemaMode schemaMode,
      Set<String> included,
      Set<String> excluded,
      Map<String, String> renamed,
      List<String> texts,
      List<String> dates,
      boolean copiesText) {
    this.schemaMode = schemaMode;
    this.included = Set.copyOf(included);
    this.excluded = Set.copyOf(excluded);
    this.renamed = Map.copyOf(renamed);
    this.texts = new Leaves(texts);
    this.dates = new Leaves(dates);
    this.copiesText = copiesText;
  }

  SchemaMode schemaMode() {
    return schemaMode;
  }

  boolean copiesText() {
    return copiesText;
  }

  /** Says whether some fields are not written. */
  boolean isSelective() {
    return !included.isEmpty() || !excluded.isEmpty();
  }

  /** Says whether a value is written, or any part that it may have. */
  boolean wants(String path, SolrValues.Typed value) {
    boolean parts = value.isObject() || value.value() instanceof List;
    return parts ? reaches(path) : wants(path);
  }

  /** Says whether a field is written. */
  boolean wants(String path) {
    return (included.isEmpty() || covers(included, path)) && !covers(excluded, path);
  }

  /** Says whether a field, or any that it may hold, is written. */
  boolean reaches(String path) {
    return wants(path)
        || (!covers(excluded, path)
            && included.stream().anyMatch(field -> field.startsWith(path + ".")));
  }

  /** Returns the name that the configuration gives to a field, null if it does not. */
  @Nullable String renamed(String path) {
    return renamed.get(path);
  }

  /** Says whether texts of a field are to be found by their words. */
  boolean isText(String leaf) {
    return texts.match(leaf);
  }

  /** Says whether texts of a field are times. */
  boolean isDate(String leaf) {
    return dates.match(leaf);
  }

  /** Returns the name of a dynamic field. */
  String withSuffix(String name, SolrFieldType type) {
    if (suffixed.size() >= MAX_KNOWN) {
      suffixed.clear();
    }
    return suffixed
        .computeIfAbsent(name, any -> new HashMap<>())
        .computeIfAbsent(type.suffix(), suffix -> name + suffix);
  }

  /** A field is covered by its own name and by those of the objects that it is a part of. */
  private static boolean covers(Set<String> fields, String path) {
    if (fields.isEmpty()) {
      return false;
    }
    String part = path;
    while (!fields.contains(part)) {
      int dot = part.lastIndexOf('.');
      if (dot < 0) {
        return false;
      }
      part = part.substring(0, dot);
    }
    return true;
  }

  /** Names with wildcards. */
  private static final class Leaves {
    private final Pattern pattern;
    private final Map<String, Boolean> known = new HashMap<>();

    Leaves(List<String> wildcards) {
      pattern =
          Pattern.compile(
              wildcards.stream()
                  .map(name -> Pattern.quote(name).replace("*", "\\E.*\\Q"))
                  .collect(Collectors.joining("|")));
    }

    boolean match(String leaf) {
      if (known.size() >= MAX_KNOWN) {
        known.clear();
      }
      return known.computeIfAbsent(leaf, name -> pattern.matcher(name).matches());
    }
  }
}
