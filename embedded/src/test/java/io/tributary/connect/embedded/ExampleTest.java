package io.tributary.connect.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleTest {
  @TempDir Path folder;
  private Path example;

  @BeforeEach
  void writeExample() throws IOException {
    example = Files.createDirectory(folder.resolve("shows"));
    Files.writeString(example.resolve("README.md"), "Not a configuration.");
    Files.writeString(
        example.resolve("reader.json"),
        "{\"feeds\": \"https://a.example/feed,https://b.example\"}");
    Files.writeString(
        example.resolve("store.json"), "{\"database\": \"shows.db\", \"topics\": \"t\"}");
    Files.writeString(
        example.resolve("sample.json"), "{\"reader\": {\"feeds\": \"${sample.feeds}/a.xml\"}}");
  }

  @Test
  void namesConnectorsAfterTheExampleAndTheFile() throws IOException {
    assertThat(Example.load(example).live(folder))
        .isEqualTo(
            Map.of(
                "shows-reader", Map.of("feeds", "https://a.example/feed,https://b.example"),
                "shows-store",
                    Map.of("database", folder.resolve("shows.db").toString(), "topics", "t")));
  }

  @Test
  void sampleModeOverridesOnlyItsKeys() throws IOException {
    assertThat(Example.load(example).sample(folder, "http://127.0.0.1:1"))
        .containsEntry("shows-reader", Map.of("feeds", "http://127.0.0.1:1/a.xml"))
        .containsEntry(
            "shows-store",
            Map.of("database", folder.resolve("shows.db").toString(), "topics", "t"));
  }

  @Test
  void aFileMayBeDeletedThatTheSampleNames() throws IOException {
    Files.delete(example.resolve("reader.json"));

    assertThat(Example.load(example).sample(folder, "http://127.0.0.1:1"))
        .containsOnlyKeys("shows-store");
  }

  @Test
  void findsTheAddressThatLiveModeNeeds() throws IOException {
    Files.writeString(
        example.resolve("post.json"),
        "{\"instance.url\": \"https://c.example\", \"topics\": \"t\"}");
    assertThat(Example.load(example).liveAddress()).contains("https://a.example/feed");
  }
}
