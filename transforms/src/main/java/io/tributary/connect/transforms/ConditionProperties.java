package io.tributary.connect.transforms;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** The properties that say what a record must have. */
final class ConditionProperties {
  static final String FIELD = "field";
  static final String EQUALS = "equals";
  static final String ANY_OF = "any.of";
  static final String PATTERN = "pattern";
  static final String EXISTS = "exists";
  static final String LESS_THAN = "less.than";
  static final String GREATER_THAN = "greater.than";
  static final String IGNORE_CASE = "ignore.case";

  private static final String GROUP = "Condition";

  private ConditionProperties() {}

  static ConfigDef definition() {
    return new ConfigDef()
        .define(
            FIELD,
            Type.STRING,
            ConfigDef.NO_DEFAULT_VALUE,
            LambdaValidator.with(ConditionProperties::checkField, () -> RecordPath.FORM),
            Importance.HIGH,
            """
            What is looked at: a field of the value such as text or card.url, @key or @key.FIELD, \
            @header.NAME, or @value for a value without fields. An array stands for each of its \
            elements, one of which has to match: media.alt is the alt of any of the media, \
            media.0.alt that of the first. What is not there or null does not match. Exactly one \
            of equals, any.of, pattern, exists and the pair less.than and greater.than says what \
            it must be.""",
            GROUP,
            0,
            Width.MEDIUM,
            "Field",
            new ConditionChecks())
        .define(
            EQUALS,
            Type.STRING,
            null,
            null,
            Importance.HIGH,
            """
            The value itself: the same text, number (5 is also 5.0), time (in ISO 8601) or truth \
            value (true or false).""",
            GROUP,
            1,
            Width.MEDIUM,
            "Equals",
            new ConditionChecks())
        .define(
            ANY_OF,
            Type.LIST,
            null,
            LambdaValidator.with(
                ConditionProperties::checkTexts, () -> "values with commas between them"),
            Importance.HIGH,
            """
            Several values, one of which is enough, with commas between them; each as in equals. \
            A value that contains a comma needs equals or pattern.""",
            GROUP,
            2,
            Width.LONG,
            "Any of",
            new ConditionChecks())
        .define(
            PATTERN,
            Type.STRING,
            null,
            LambdaValidator.with(
                ConditionProperties::checkPattern, () -> "a regular expression as RE2 has them"),
            Importance.HIGH,
            """
            A regular expression in the syntax of RE2, which is found anywhere in the text unless \
            ^ and $ are around it. It takes time in proportion to the text, whatever the text is; \
            in return there are no back-references and no look-around.""",
            GROUP,
            3,
            Width.LONG,
            "Pattern",
            new ConditionChecks())
        .define(
            EXISTS,
            Type.BOOLEAN,
            null,
            null,
            Importance.HIGH,
            """
            true: there is something. false: there is nothing, or only null. An array without \
            elements is nothing, an empty text is something.""",
            GROUP,
            4,
            Width.SHORT,
            "Exists",
            new ConditionChecks())
        .define(
            LESS_THAN,
            Type.STRING,
            null,
            LambdaValidator.with(ConditionProperties::checkBound, () -> Bound.FORM),
            Importance.MEDIUM,
            """
            Below this number or before this time; may be combined with greater.than. Times in \
            records are Connect's own or ISO 8601 text with Z or an offset; a date is its first \
            moment in UTC. Text that holds a number is no number.""",
            GROUP,
            5,
            Width.SHORT,
            "Less than",
            new ConditionChecks())
        .define(
            GREATER_THAN,
            Type.STRING,
            null,
            LambdaValidator.with(ConditionProperties::checkBound, () -> Bound.FORM),
            Importance.MEDIUM,
            "Above this number or after this time; otherwise as less.than.",
            GROUP,
            6,
            Width.SHORT,
            "Greater than",
            new ConditionChecks())
        .define(
            IGNORE_CASE,
            Type.BOOLEAN,
            false,
            null,
            Importance.MEDIUM,
            """
            Whether equals, any.of and pattern treat capital and small letters alike, of every \
            script. With equals and any.of, also different encodings of the same text are alike, \
            and \u00df and ss are.""",
            GROUP,
            7,
            Width.SHORT,
            "Ignore case",
            new ConditionChecks());
  }

  private static void checkField(String name, @Nullable Object value) {
    if (value != null) {
      try {
        RecordPath.parse(value.toString());
      } catch (IllegalArgumentException e) {
        throw new ConfigException(name, value, e.getMessage());
      }
    }
  }

  private static void checkTexts(String name, @Nullable Object value) {
    if (value instanceof List<?> texts && (texts.isEmpty() || texts.contains(""))) {
      throw new ConfigException(
          name, value, "values are expected, with a comma between each two; one is empty");
    }
  }

  private static void checkPattern(String name, @Nullable Object value) {
    if (value == null) {
      return;
    }
    try {
      Pattern pattern = Matching.compile(value.toString(), false);
      // Found in the empty text and in one that no pattern can have meant: found in all.
      if (pattern.matcher("").find() && pattern.matcher("\uE000\n\uE001").find()) {
        throw new ConfigException(name, value, "it is found in every text; use exists for that");
      }
    } catch (PatternSyntaxException e) {
      throw new ConfigException(
          name,
          value,
          "%s; a regular expression in the syntax of RE2 is expected, without back-references and look-around"
              .formatted(e.getMessage()));
    }
  }

  private static void checkBound(String name, @Nullable Object value) {
    if (value != null && Bound.parse(value.toString()).isEmpty()) {
      throw new ConfigException(name, value, Bound.FORM + " is expected");
    }
  }
}
