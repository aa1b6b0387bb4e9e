package io.tributary.connect.solr;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** The name of a collection, with ${topic} and ${PATH} for a field of the value. */
record SolrTemplate(String text) {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");

  /** Solr adds shard and replica to make it a directory, whose name has 255 characters at most. */
  private static final int MAX_LENGTH = 230;

  // What Solr accepts (SolrIdentifierValidator).
  // Not what a path or Solr itself gives another meaning, nor what is too long.
  private static final Pattern NAME =
      Pattern.compile("(?!-)(?!(\\.|\\.\\.|admin)$)[._A-Za-z0-9-]{1,%d}".formatted(MAX_LENGTH));

  private static final String TOPIC = "topic";

  /**
   * Returns the name for a record.
   *
   * @throws DataException if it has no such field, or the result is no name
   */
  String of(SinkRecord record) {
    String name =
        PLACEHOLDER
            .matcher(text)
            .replaceAll(match -> Matcher.quoteReplacement(part(match.group(1), record)));
    if (!NAME.matcher(name).matches()) {
      throw new DataException(
          """
          "%s" cannot be the name of a collection: letters, digits, '.', '_' and '-' are allowed, \
          %d at most"""
              .formatted(
                  name.length() > MAX_LENGTH ? name.substring(0, MAX_LENGTH) + "..." : name,
                  MAX_LENGTH));
    }
    return name;
  }

  /** Says whether the value's fields matter. */
  boolean usesFields() {
    return placeholders().stream().anyMatch(name -> !name.equals(TOPIC));
  }

  /** Says whether each topic has a collection of its own. */
  boolean usesTopic() {
    return placeholders().contains(TOPIC);
  }

  /** Says whether it can become a name at all. */
  boolean isPlausible() {
    return placeholders().stream().noneMatch(String::isBlank)
        && NAME.matcher(PLACEHOLDER.matcher(text).replaceAll("x")).matches();
  }

  private List<String> placeholders() {
    return PLACEHOLDER.matcher(text).results().map((MatchResult match) -> match.group(1)).toList();
  }

  private static String part(String placeholder, SinkRecord record) {
    if (placeholder.equals(TOPIC)) {
      return record.topic();
    }
    @Nullable Object value = SolrValues.at(record.value(), placeholder);
    if (value == null) {
      throw new DataException("it has no field %s to name the collection".formatted(placeholder));
    }
    return value.toString();
  }
}
