package io.tributary.connect.solr;

import io.tributary.connect.solr.SolrFieldType.Kind;
import io.tributary.connect.solr.SolrNaming.SchemaMode;
import io.tributary.connect.solr.SolrValues.Typed;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.solr.common.SolrInputDocument;

/** Builds documents from values with fields. */
// SolrJ's dates are java.util.Date.
@SuppressWarnings("JavaUtilDate")
final class SolrDocuments {
  /** The field of Solr's stock configset that is searched where no other is named. */
  private static final String ALL_TEXT = "_text_";

  private final SolrNaming naming;
  private final NestedMode nestedMode;
  private final String uniqueKey;
  private final boolean atomic;

  /** What becomes of a field that has fields itself. */
  enum NestedMode {
    FLATTEN,
    CHILD,
    JSON,
    SKIP
  }

  SolrDocuments(SolrNaming naming, NestedMode nestedMode, String uniqueKey, boolean atomic) {
    this.naming = naming;
    this.nestedMode = nestedMode;
    this.uniqueKey = uniqueKey;
    this.atomic = atomic;
  }

  /**
   * Returns a document without its id.
   *
   * @param fields gets the fields that the schema must have
   */
  SolrInputDocument of(String id, Object value, Map<String, SolrFieldType> fields) {
    return new Builder(id, fields).add(value, "", "");
  }

  /** One document and the fields it is made of. */
  private final class Builder {
    private final String id;
    private final Map<String, SolrFieldType> fields;
    private final SolrInputDocument document = new SolrInputDocument();

    Builder(String id, Map<String, SolrFieldType> fields) {
      this.id = id;
      this.fields = fields;
    }

    SolrInputDocument add(Object object, String path, String name) {
      SolrValues.each(
          object,
          (field, typed) -> {
            String fieldPath = path.isEmpty() ? field : path + "." + field;
            String fieldName = name.isEmpty() ? field : name + "_" + field;
            if (naming.reaches(fieldPath)) {
              add(typed, fieldPath, fieldName, field);
            }
          });
      return document;
    }

    private void add(Typed typed, String path, String name, String leaf) {
      Object value = typed.value();
      if (value == null) {
        remove(path, name);
      } else if (typed.isObject()) {
        nested(typed, path, name);
      } else if (value instanceof List<?> list) {
        several(typed, list, path, name, leaf);
      } else if (naming.wants(path)) {
        Object scalar = scalar(typed, leaf);
        write(path, name, kind(scalar, leaf), List.of(scalar), false);
      }
    }

    private void nested(Typed typed, String path, String name) {
      switch (nestedMode) {
        case FLATTEN -> add(Objects.requireNonNull(typed.value()), path, name);
        case CHILD -> document.addField(name, child(typed, path, name, 0));
        case JSON ->
            write(path, name, Kind.TEXT, List.of(SolrValues.json(typed, path, naming)), false);
        case SKIP -> {
          // As the configuration says.
        }
      }
    }

    private void several(Typed array, List<?> list, String path, String name, String leaf) {
      // Loops, which are faster than streams: nearly every record has arrays.
      List<Typed> elements = new ArrayList<>(list.size());
      boolean plain = true;
      boolean objects = true;
      for (Object value : list) {
        Typed element = array.element(value);
        elements.add(element);
        plain &= !element.isObject() && !(value instanceof List);
        objects &= element.isObject();
      }
      if (plain) {
        if (naming.wants(path)) {
          put(path, name, leaf, elements);
        }
      } else if (nestedMode == NestedMode.CHILD && objects) {
        List<SolrInputDocument> children = new ArrayList<>();
        elements.forEach(element -> children.add(child(element, path, name, children.size())));
        document.addField(name, children);
      } else if (nestedMode != NestedMode.SKIP) {
        List<Object> texts = new ArrayList<>();
        for (Typed element : elements) {
          if (element.value() != null && naming.wants(path, element)) {
            texts.add(SolrValues.json(element, path, naming));
          }
        }
        write(path, name, Kind.TEXT, texts, true);
      }
    }

    private SolrInputDocument child(Typed typed, String path, String name, int ordinal) {
      String childId = "%s/%s#%d".formatted(id, name, ordinal);
      SolrInputDocument child =
          new Builder(childId, fields).add(Objects.requireNonNull(typed.value()), path, "");
      child.setField(uniqueKey, childId);
      return child;
    }

    private void put(String path, String name, String leaf, List<Typed> elements) {
      List<Object> values = new ArrayList<>(elements.size());
      Kind kind = null;
      boolean mixed = false;
      for (Typed element : elements) {
        if (element.value() == null) {
          continue;
        }
        Object scalar = scalar(element, leaf);
        Kind own = kind(scalar, leaf);
        mixed |= kind != null && kind != own;
        kind = kind == null || kind == own ? own : common(kind, own);
        values.add(scalar);
      }
      if (kind == null) {
        // An empty array says nothing about its elements.
        remove(path, name);
        return;
      }
      if (mixed) {
        Kind type = kind;
        values.replaceAll(value -> as(type, value));
      }
      write(path, name, kind, values, true);
    }

    private Object scalar(Typed element, String leaf) {
      Object value = Objects.requireNonNull(element.value());
      if (naming.schemaMode() == SchemaMode.NONE) {
        // Solr's own types read texts.
        return SolrValues.scalar(element.schema(), value);
      }
      if (value instanceof BigDecimal decimal) {
        return decimal.doubleValue();
      }
      Object scalar = SolrValues.scalar(element.schema(), value);
      return scalar instanceof String text && naming.isDate(leaf) ? SolrDates.date(text) : scalar;
    }

    private void write(
        String path, String name, Kind kind, List<Object> values, boolean multiValued) {
      var type = new SolrFieldType(kind, multiValued);
      String solrName = solrName(path, name, type);
      if (solrName.equals(uniqueKey) || values.isEmpty()) {
        return;
      }
      Object value = multiValued ? values : values.get(0);
      document.addField(solrName, atomic ? Collections.singletonMap("set", value) : value);
      if (naming.schemaMode() == SchemaMode.CREATE) {
        fields.put(solrName, type);
      }
      if (kind == Kind.TEXT && naming.copiesText()) {
        values.forEach(text -> document.addField(ALL_TEXT, text));
      }
    }

    /** Empties a field. Without a schema its type, and so its suffix, is not known: all go. */
    private void remove(String path, String name) {
      if (!atomic || !naming.wants(path)) {
        return;
      }
      for (Kind kind : Kind.values()) {
        for (boolean multiValued : new boolean[] {false, true}) {
          String solrName = solrName(path, name, new SolrFieldType(kind, multiValued));
          if (!solrName.equals(uniqueKey)) {
            document.setField(solrName, Collections.singletonMap("set", null));
          }
        }
      }
    }

    private String solrName(String path, String name, SolrFieldType type) {
      String other = naming.renamed(path);
      if (other != null) {
        return other;
      }
      return naming.schemaMode() == SchemaMode.DYNAMIC ? naming.withSuffix(name, type) : name;
    }

    private Kind kind(Object scalar, String leaf) {
      if (scalar instanceof Long) {
        return Kind.LONG;
      }
      if (scalar instanceof Double) {
        return Kind.DOUBLE;
      }
      if (scalar instanceof Boolean) {
        return Kind.BOOLEAN;
      }
      if (scalar instanceof java.util.Date) {
        return Kind.DATE;
      }
      return naming.isText(leaf) ? Kind.TEXT : Kind.STRING;
    }
  }

  /** Returns the type that values of two types fit. */
  private static Kind common(Kind one, Kind other) {
    boolean numbers =
        (one == Kind.LONG || one == Kind.DOUBLE) && (other == Kind.LONG || other == Kind.DOUBLE);
    return numbers ? Kind.DOUBLE : Kind.STRING;
  }

  private static Object as(Kind kind, Object value) {
    if (kind == Kind.DOUBLE && value instanceof Long number) {
      return number.doubleValue();
    }
    if (kind == Kind.STRING || kind == Kind.TEXT) {
      return value instanceof java.util.Date date ? date.toInstant().toString() : value.toString();
    }
    return value;
  }
}
