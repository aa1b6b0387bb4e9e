package io.tributary.connect.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FencedConfigsTest {
  @TempDir Path folder;

  @Test
  void findsConfigurationsAndLeavesOtherJsonAlone() throws IOException {
    Path page = folder.resolve("README.md");
    Files.writeString(
        page,
        """
        ```json
        {"title": ["a record, not a configuration"]}
        ```
        ```json
        {
          "connector.class": "Demo",
          "topic": "t"
        }
        ```
        """);

    assertThat(FencedConfigs.in(page))
        .containsExactly(Map.of("connector.class", "Demo", "topic", "t"));
  }
}
