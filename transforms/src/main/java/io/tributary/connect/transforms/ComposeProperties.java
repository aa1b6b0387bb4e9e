package io.tributary.connect.transforms;

import io.tributary.connect.common.Template;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** The properties of {@link Compose}. */
final class ComposeProperties {
  static final String FIELD = "field";
  static final String TEMPLATE = "template";

  private static final String GROUP = "Text";

  private ComposeProperties() {}

  static ConfigDef definition(Side side) {
    return new ConfigDef()
        .define(
            FIELD,
            Type.STRING,
            side == Side.KEY ? "" : ConfigDef.NO_DEFAULT_VALUE,
            LambdaValidator.with(
                (name, value) -> checkField(side, name, value), () -> "the name of a field"),
            Importance.HIGH,
            side == Side.KEY
                ? """
                The field of the key that gets the text. Empty: the text is the whole key; a \
                record for which it is empty is refused."""
                : """
                The field of the value that gets the text, null if it is empty. One that exists \
                already is replaced.""",
            GROUP,
            0,
            Width.MEDIUM,
            "Field")
        .define(
            TEMPLATE,
            Type.STRING,
            ConfigDef.NO_DEFAULT_VALUE,
            LambdaValidator.with(
                ComposeProperties::checkTemplate, () -> "text with ${field.path} and [[parts]]"),
            Importance.HIGH,
            """
            The text. ${field.path} is a field of the value, ${a|b} the first of two that has a \
            value, ${tags.0} an element; [[ by ${author}]] is left out if author has no value; a \
            backslash takes the meaning from what follows. ${@key}, ${@key.FIELD}, \
            ${@header.NAME}, ${@topic}, ${@partition}, ${@offset} and ${@timestamp} are about the \
            record itself; sources know no offset.""",
            GROUP,
            1,
            Width.LONG,
            "Template");
  }

  private static void checkField(Side side, String name, @Nullable Object value) {
    if (value != null && value.toString().isBlank() && side == Side.VALUE) {
      throw new ConfigException(name, value, "the name of a field is expected");
    }
  }

  private static void checkTemplate(String name, @Nullable Object value) {
    if (value == null) {
      return;
    }
    if (value.toString().isBlank()) {
      throw new ConfigException(name, value, "a text is expected, such as ${title} by ${author}");
    }
    try {
      for (String path : Template.parse(value.toString()).paths()) {
        if (TemplateFields.isMetadata(path) && !TemplateFields.isKnown(path)) {
          throw new ConfigException(
              name,
              value,
              "${%s} can never have a value; there are %s".formatted(path, TemplateFields.FORM));
        }
      }
    } catch (IllegalArgumentException e) {
      throw new ConfigException(name, value, e.getMessage());
    }
  }
}
