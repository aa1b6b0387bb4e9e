package io.tributary.connect.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/**
 * Turns a ConfigDef into the module's CONFIG.md and checks that the committed page is what the code
 * says. Run the tests with {@code -Dtributary.docs=write} to write the page instead of checking it.
 */
public final class ConfigDocs {
  private static final boolean WRITE = "write".equals(System.getProperty("tributary.docs"));

  private ConfigDocs() {}

  /** Fails when the page differs from what the definition renders to, or writes it if asked to. */
  public static void assertCurrent(Path page, String title, ConfigDef definition) {
    writeOrCheck(page, render(title, definition));
  }

  /** The same for a page with a section for each of several classes. */
  public static void assertCurrent(Path page, String title, Map<String, ConfigDef> sections) {
    writeOrCheck(page, render(title, sections));
  }

  private static void writeOrCheck(Path page, String text) {
    try {
      if (WRITE) {
        Files.writeString(page, text);
      }
      check(page, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void check(Path page, String text) throws IOException {
    assertThat(Files.exists(page) ? Files.readString(page) : "")
        .as("%s is stale: run the tests with -Dtributary.docs=write", page)
        .isEqualTo(text);
  }

  /** Fails unless every property has documentation, a group and a display name. */
  public static void assertDocumented(ConfigDef definition) {
    assertThat(definition.configKeys().values())
        .allSatisfy(
            key -> {
              assertThat(key.documentation).as("documentation of %s", key.name).isNotBlank();
              assertThat(key.group).as("group of %s", key.name).isNotBlank();
              assertThat(key.displayName).as("display name of %s", key.name).isNotBlank();
              assertThat(key.displayName).isNotEqualTo(key.name);
            });
  }

  /** One line a property, {@code name TYPE = default}, in the order of definition. */
  public static List<String> signatures(ConfigDef definition) {
    return byGroup(definition).values().stream()
        .flatMap(List::stream)
        .map(key -> "%s %s = %s".formatted(key.name, key.type, defaultOf(key)))
        .toList();
  }

  static String render(String title, ConfigDef definition) {
    var page = new StringBuilder();
    page.append("# ").append(title).append(": configuration\n\n");
    page.append("Generated from the connector's own definition; edit the code, not this page.\n");
    append(page, "##", definition);
    return page.toString();
  }

  static String render(String title, Map<String, ConfigDef> sections) {
    var page = new StringBuilder();
    page.append("# ").append(title).append(": configuration\n\n");
    page.append("Generated from the classes' own definitions; edit the code, not this page.\n");
    sections.forEach(
        (section, definition) -> {
          page.append("\n## ").append(section).append('\n');
          append(page, "###", definition);
        });
    return page.toString();
  }

  private static void append(StringBuilder page, String level, ConfigDef definition) {
    byGroup(definition)
        .forEach(
            (group, keys) -> {
              page.append('\n').append(level).append(' ').append(group).append('\n');
              keys.forEach(key -> page.append(render(level + "#", key)));
            });
  }

  private static String render(String level, ConfigKey key) {
    var text = new StringBuilder();
    text.append('\n').append(level).append(" `").append(key.name).append("`\n\n");
    text.append(key.documentation.strip()).append("\n\n");
    text.append("- Type: ").append(key.type.name().toLowerCase(Locale.ROOT)).append('\n');
    text.append("- Default: ").append(defaultOf(key)).append('\n');
    if (key.validator != null) {
      text.append("- Valid: ").append(key.validator).append('\n');
    }
    text.append("- Importance: ")
        .append(key.importance.name().toLowerCase(Locale.ROOT))
        .append('\n');
    return text.toString();
  }

  private static String defaultOf(ConfigKey key) {
    if (!key.hasDefault()) {
      return "none, required";
    }
    if (key.defaultValue == null) {
      return "null";
    }
    String value = ConfigDef.convertToString(key.defaultValue, key.type);
    return value.isEmpty() ? "(empty)" : "`" + value + "`";
  }

  private static Map<String, List<ConfigKey>> byGroup(ConfigDef definition) {
    Map<String, List<ConfigKey>> groups = new LinkedHashMap<>();
    for (ConfigKey key : definition.configKeys().values()) {
      groups
          .computeIfAbsent(key.group == null ? "" : key.group, group -> new ArrayList<>())
          .add(key);
    }
    return groups;
  }
}
