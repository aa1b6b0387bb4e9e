package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** The README tells the truth. */
class BlueskyReadmeTest {
  private static final Path README = Path.of("README.md");
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void showsAPostAsItIsEmitted() throws IOException {
    MatchResult sample =
        Pattern.compile("^```json\\R(\\{\\s*\"uri\".*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
            .matcher(Files.readString(README))
            .results()
            .findFirst()
            .orElseThrow();

    assertThat(JSON.readTree(sample.group(1))).isEqualTo(post());
  }

  @Test
  void namesTestsThatExist() throws Exception {
    List<MatchResult> tests =
        Pattern.compile("`(\\w+(?:Test|IT))\\.(\\w+)`")
            .matcher(Files.readString(README))
            .results()
            .toList();

    assertThat(tests).hasSizeGreaterThan(20);
    for (MatchResult test : tests) {
      Class<?> type = Class.forName(getClass().getPackageName() + "." + test.group(1));
      assertThat(Arrays.stream(type.getDeclaredMethods()).map(method -> method.getName()))
          .as(test.group())
          .contains(test.group(2));
    }
  }

  private static JsonNode post() throws IOException {
    BlueskyEvent event = Fixtures.events(StreamKind.JETSTREAM_V2, "post").get(0);
    Mapping mapping =
        new MapperSettingsBuilder().mapper().map(event, "example.org", Map.of(), Map.of());
    SourceRecord record = ((Mapping.Mapped) mapping).record();
    try (var converter = new JsonConverter()) {
      converter.configure(Map.of("schemas.enable", false), false);
      return JSON.readTree(
          converter.fromConnectData(record.topic(), record.valueSchema(), record.value()));
    }
  }

  @Test
  void namesEveryMetric() throws IOException {
    String readme = Files.readString(README);

    assertThat(new BlueskyMetrics().all())
        .allSatisfy(metric -> assertThat(readme).contains("`" + metric.name() + "`"));
  }
}
