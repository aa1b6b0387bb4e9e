package io.tributary.connect.solr;

import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.sink.SinkTask;
import org.jspecify.annotations.Nullable;

/** What a configuration must fulfil beyond types. Asks nobody. */
final class SolrConfigChecks {
  private SolrConfigChecks() {}

  /** Returns what is wrong between properties that are valid each on its own, by property. */
  static Map<String, String> conflicts(Map<String, String> properties) {
    var given = new Given(properties);
    Map<String, String> conflicts = new LinkedHashMap<>();
    checkConnection(given, conflicts);
    checkIds(given, conflicts);
    checkVersions(given, conflicts);
    checkDocuments(given, conflicts);
    return conflicts;
  }

  private static void checkConnection(Given given, Map<String, String> conflicts) {
    boolean user = given.has(SolrSinkConfig.SOLR_USERNAME);
    boolean password = given.has(SolrSinkConfig.SOLR_PASSWORD);
    if (user && !password) {
      conflicts.put(SolrSinkConfig.SOLR_PASSWORD, "is needed with solr.username");
    }
    if (password && !user) {
      conflicts.put(SolrSinkConfig.SOLR_USERNAME, "is needed with solr.password");
    }
    if (user && given.has(SolrSinkConfig.SOLR_BEARER_TOKEN)) {
      conflicts.put(SolrSinkConfig.SOLR_BEARER_TOKEN, "cannot be used with solr.username");
    }
    if (new SolrTemplate(given.text(SolrSinkConfig.COLLECTION, "")).usesFields()
        && !given.isFalse(SolrSinkConfig.DELETE_ENABLED)) {
      conflicts.put(
          SolrSinkConfig.COLLECTION,
          "a field needs delete.enabled=false, because a tombstone has no fields");
    }
  }

  private static void checkIds(Given given, Map<String, String> conflicts) {
    String mode = given.text(SolrSinkConfig.ID_MODE, "record_key");
    boolean field = given.has(SolrSinkConfig.ID_FIELD);
    if (mode.equals("record_value") && !field) {
      conflicts.put(
          SolrSinkConfig.ID_FIELD, "id.mode=record_value needs the field that holds the id");
    }
    if (mode.equals("kafka") && field) {
      conflicts.put(SolrSinkConfig.ID_FIELD, "must not be set with id.mode=kafka");
    }
    // Only when asked for: the default is true for the sake of record_key.
    if (!mode.equals("record_key") && given.isTrue(SolrSinkConfig.DELETE_ENABLED)) {
      conflicts.put(
          SolrSinkConfig.DELETE_ENABLED,
          "needs id.mode=record_key, because a tombstone has nothing but a key");
    }
  }

  private static void checkVersions(Given given, Map<String, String> conflicts) {
    String mode = given.text(SolrSinkConfig.VERSION_MODE, "none");
    boolean field = given.has(SolrSinkConfig.VERSION_FIELD);
    if (mode.equals("field") && !field) {
      conflicts.put(
          SolrSinkConfig.VERSION_FIELD, "version.mode=field needs the field that holds it");
    }
    if (!mode.equals("field") && field) {
      conflicts.put(SolrSinkConfig.VERSION_FIELD, "has no effect without version.mode=field");
    }
    if (mode.equals("field") && !given.isFalse(SolrSinkConfig.DELETE_ENABLED)) {
      conflicts.put(
          SolrSinkConfig.VERSION_MODE,
          "field needs delete.enabled=false, because a tombstone has no fields");
    }
    if (mode.equals("kafka_offset")) {
      checkOffsets(given, conflicts);
    }
    boolean atomic = given.text(SolrSinkConfig.WRITE_MODE, "index").equals("atomic");
    if (atomic && !mode.equals("none")) {
      conflicts.put(
          SolrSinkConfig.VERSION_MODE,
          "must be none with write.mode=atomic: records that set different fields do not replace"
              + " each other");
    }
  }

  /** Offsets of two partitions say nothing about what is newer. */
  private static void checkOffsets(Given given, Map<String, String> conflicts) {
    String id = given.text(SolrSinkConfig.ID_MODE, "record_key");
    if (id.equals("record_value")) {
      conflicts.put(
          SolrSinkConfig.VERSION_MODE,
          "kafka_offset cannot be used with id.mode=record_value: an id may be in several"
              + " partitions, whose offsets cannot be compared");
    }
    boolean several =
        given.list(SinkTask.TOPICS_CONFIG).size() > 1 || given.has(SinkTask.TOPICS_REGEX_CONFIG);
    boolean apart = new SolrTemplate(given.text(SolrSinkConfig.COLLECTION, "${topic}")).usesTopic();
    if (several && !apart && id.equals("record_key")) {
      conflicts.put(
          SolrSinkConfig.VERSION_MODE,
          "kafka_offset needs a collection for each topic, with ${topic} in collection: the"
              + " offsets of different topics cannot be compared");
    }
  }

  private static void checkDocuments(Given given, Map<String, String> conflicts) {
    if (given.text(SolrSinkConfig.WRITE_MODE, "index").equals("atomic")) {
      if (given.text(SolrSinkConfig.NESTED_MODE, "flatten").equals("child")) {
        conflicts.put(SolrSinkConfig.NESTED_MODE, "child cannot be used with write.mode=atomic");
      }
      if (given.isTrue(SolrSinkConfig.COPY_TO_TEXT)) {
        conflicts.put(
            SolrSinkConfig.COPY_TO_TEXT,
            "cannot be used with write.mode=atomic: Solr does not store _text_, and so would lose"
                + " what earlier records wrote there. Add a copyField to the schema instead");
      }
    }
    for (String field : given.list(SolrSinkConfig.FIELDS_EXCLUDE)) {
      if (given.list(SolrSinkConfig.FIELDS_INCLUDE).contains(field)) {
        conflicts.put(
            SolrSinkConfig.FIELDS_EXCLUDE, field + " is in fields.include at the same time");
      }
    }
  }

  static void urls(String name, @Nullable Object value) {
    if (!(value instanceof List<?> urls) || urls.isEmpty()) {
      throw new ConfigException(name, value, "at least one address is expected");
    }
    for (Object url : urls) {
      checkUrl(name, String.valueOf(url));
    }
  }

  private static void checkUrl(String name, String url) {
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(name, url, "not an address");
    }
    boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!http || uri.getHost() == null) {
      throw new ConfigException(name, url, "an http:// or https:// address is expected");
    }
    if (uri.getUserInfo() != null) {
      // Not with the value: it would get into logs.
      throw new ConfigException(
          name, "[hidden]", "use solr.username and solr.password for credentials");
    }
    if (uri.getQuery() != null || uri.getFragment() != null) {
      throw new ConfigException(name, url, "an address without ? and # is expected");
    }
  }

  static void collection(String name, @Nullable Object value) {
    if (!(value instanceof String text) || !new SolrTemplate(text).isPlausible()) {
      throw new ConfigException(
          name,
          value,
          "letters, digits, '.', '_', '-' and placeholders such as ${topic} are expected");
    }
  }

  static void commitWithin(String name, @Nullable Object value) {
    if (!(value instanceof Integer millis) || millis < -1 || millis == 0 || millis > 86_400_000) {
      throw new ConfigException(name, value, "-1, or 1 to 86400000, is expected");
    }
  }

  static void notBlank(String name, @Nullable Object value) {
    if (!(value instanceof String text) || text.isBlank()) {
      throw new ConfigException(name, value, "a name is expected");
    }
  }

  static void optional(String name, @Nullable Object value) {
    if (value != null) {
      notBlank(name, value);
    }
  }

  static void path(String name, @Nullable Object value) {
    if (value instanceof String path
        && Stream.of(path.split("\\.", -1)).anyMatch(String::isBlank)) {
      throw new ConfigException(name, value, "a field, or a path such as author.name, is expected");
    }
  }

  static void wildcards(String name, @Nullable Object value) {
    names(name, value);
  }

  static void names(String name, @Nullable Object value) {
    if (!(value instanceof List<?> fields)) {
      throw new ConfigException(name, value, "a list is expected");
    }
    Set<Object> seen = new HashSet<>();
    for (Object field : fields) {
      if (String.valueOf(field).isBlank()) {
        throw new ConfigException(name, fields, "an entry is empty");
      }
      if (!seen.add(field)) {
        throw new ConfigException(name, fields, field + " is in the list twice");
      }
    }
  }

  static void renaming(String name, @Nullable Object value) {
    names(name, value);
    Map<String, String> renames = new HashMap<>();
    for (Object entry : (List<?>) Objects.requireNonNull(value)) {
      String pair = String.valueOf(entry);
      String[] parts = pair.split(":", -1);
      if (parts.length != 2 || parts[0].isBlank() || parts[1].isBlank()) {
        throw new ConfigException(name, value, pair + " is not of the form field:name");
      }
      if (renames.containsValue(parts[1].trim())
          || renames.put(parts[0].trim(), parts[1].trim()) != null) {
        throw new ConfigException(name, value, pair + " has a field or a name for the second time");
      }
    }
  }

  /** Returns the new names of fields by their old ones. */
  static Map<String, String> renames(List<String> pairs) {
    Map<String, String> renames = new HashMap<>();
    for (String pair : pairs) {
      String[] parts = pair.split(":", -1);
      renames.put(parts[0].trim(), parts[1].trim());
    }
    return renames;
  }

  /** Properties as they are given, before anything is parsed. */
  private record Given(Map<String, String> properties) {
    String text(String name, String absent) {
      // JSON can give a property the value null.
      String value = properties.get(name);
      return value == null ? absent : value.trim();
    }

    boolean has(String name) {
      return !text(name, "").isEmpty();
    }

    boolean isTrue(String name) {
      return text(name, "").equalsIgnoreCase("true");
    }

    boolean isFalse(String name) {
      return text(name, "").equalsIgnoreCase("false");
    }

    List<String> list(String name) {
      return Stream.of(text(name, "").split(","))
          .map(String::trim)
          .filter(entry -> !entry.isEmpty())
          .toList();
    }
  }
}
