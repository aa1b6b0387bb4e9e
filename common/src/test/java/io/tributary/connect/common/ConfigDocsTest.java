package io.tributary.connect.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigDocsTest {
  private static final ConfigDef DEFINITION =
      new ConfigDef()
          .define(
              "topic",
              Type.STRING,
              ConfigDef.NO_DEFAULT_VALUE,
              Importance.HIGH,
              "Where to write.",
              "Topic",
              0,
              Width.MEDIUM,
              "Topic name")
          .define(
              "wait.ms",
              Type.LONG,
              500L,
              Range.atLeast(1),
              Importance.LOW,
              "How long to wait.",
              "Timing",
              0,
              Width.SHORT,
              "Wait");

  @TempDir Path folder;

  @Test
  void rendersEveryPropertyUnderItsGroup() {
    assertThat(ConfigDocs.render("Demo", DEFINITION))
        .isEqualTo(
            """
            # Demo: configuration

            Generated from the connector's own definition; edit the code, not this page.

            ## Topic

            ### `topic`

            Where to write.

            - Type: string
            - Default: none, required
            - Importance: high

            ## Timing

            ### `wait.ms`

            How long to wait.

            - Type: long
            - Default: `500`
            - Valid: [1,...]
            - Importance: low
            """);
  }

  @Test
  void rendersASectionForEachClass() {
    assertThat(ConfigDocs.render("Demo", Map.of("Reader", DEFINITION)))
        .startsWith(
            """
            # Demo: configuration

            Generated from the classes' own definitions; edit the code, not this page.

            ## Reader

            ### Topic

            #### `topic`
            """);
  }

  @Test
  void refusesAStalePage() throws IOException {
    Path page = folder.resolve("CONFIG.md");
    Files.writeString(page, ConfigDocs.render("Demo", DEFINITION).replace("500", "400"));

    assertThatThrownBy(() -> ConfigDocs.check(page, ConfigDocs.render("Demo", DEFINITION)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("-Dtributary.docs=write");
  }

  @Test
  void refusesAPropertyWithoutAGroup() {
    var bare = new ConfigDef().define("a", Type.STRING, "b", Importance.LOW, "Documented.");

    assertThatThrownBy(() -> ConfigDocs.assertDocumented(bare))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("group of a");
  }

  @Test
  void listsNameTypeAndDefault() {
    assertThat(ConfigDocs.signatures(DEFINITION))
        .containsExactly("topic STRING = none, required", "wait.ms LONG = `500`");
  }
}
