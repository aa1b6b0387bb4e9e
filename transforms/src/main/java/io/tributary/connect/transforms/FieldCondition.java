package io.tributary.connect.transforms;

import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a record must have in a field, in its key or in a header. */
final class FieldCondition {
  private static final Logger log = LoggerFactory.getLogger(FieldCondition.class);

  private final RecordPath path;
  private final Predicate<Object> test;
  private final boolean expected;
  private boolean warned;

  private FieldCondition(RecordPath path, Predicate<Object> test, boolean expected) {
    this.path = path;
    this.test = test;
    this.expected = expected;
  }

  /** Makes the condition that checked properties describe. */
  static FieldCondition of(AbstractConfig config) {
    return new FieldCondition(
        RecordPath.parse(config.getString(ConditionProperties.FIELD)),
        test(config),
        !Boolean.FALSE.equals(config.getBoolean(ConditionProperties.EXISTS)));
  }

  private static Predicate<Object> test(AbstractConfig config) {
    boolean ignoreCase = config.getBoolean(ConditionProperties.IGNORE_CASE);
    String text = config.getString(ConditionProperties.EQUALS);
    if (text != null) {
      return new OneOf(List.of(text), ignoreCase);
    }
    List<String> texts = config.getList(ConditionProperties.ANY_OF);
    if (texts != null) {
      return new OneOf(texts, ignoreCase);
    }
    String pattern = config.getString(ConditionProperties.PATTERN);
    if (pattern != null) {
      return new Matching(pattern, ignoreCase);
    }
    if (config.getBoolean(ConditionProperties.EXISTS) != null) {
      return value -> true;
    }
    Bound below = bound(config.getString(ConditionProperties.GREATER_THAN));
    Bound above = bound(config.getString(ConditionProperties.LESS_THAN));
    return value ->
        (below == null || below.isBelow(value)) && (above == null || above.isAbove(value));
  }

  private static @Nullable Bound bound(@Nullable String text) {
    return text == null ? null : Bound.parse(text).orElseThrow();
  }

  boolean holds(ConnectRecord<?> record) {
    boolean found = path.anyMatch(record, test);
    if (!found && !warned) {
      warnIfNothingCanBeFound(record);
    }
    return found == expected;
  }

  private void warnIfNothingCanBeFound(ConnectRecord<?> record) {
    Object root = path.rootWithoutFields(record);
    if (root != null) {
      warned = true;
      log.warn(
          "{} is looked for in a {}, which has no fields; first in a record of topic {}. Is"
              + " the converter the right one?",
          path,
          root.getClass().getSimpleName(),
          record.topic());
    }
  }
}
