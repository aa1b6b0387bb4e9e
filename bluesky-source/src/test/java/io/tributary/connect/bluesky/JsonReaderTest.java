package io.tributary.connect.bluesky;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What it takes and what it makes of it is what Jackson takes and makes of it. */
class JsonReaderTest {
  private static final JsonMapper JACKSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(BlueskyJson.MAX_NESTING)
                          .maxNumberLength(BlueskyJson.MAX_NUMBER)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  // One for all, as in a connection, so that each finds what those before have left behind.
  private final JsonReader reader = new JsonReader();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        " { } ",
        "{\"a\":[]}",
        "{\"a\":[ ] , \"b\" : [ [ ] , { } ] }\r\n\t",
        "{\"a\":true,\"b\":false,\"c\":null}",
        "{\"a\":0,\"b\":-0,\"c\":-1,\"d\":2147483647,\"e\":2147483648,\"f\":-2147483649}",
        "{\"a\":999999999999999999,\"b\":1000000000000000000,\"c\":9223372036854775807}",
        "{\"a\":9223372036854775808,\"b\":-9223372036854775808,\"c\":-9223372036854775809}",
        "{\"a\":123456789012345678901234567890}",
        "{\"a\":0.5,\"b\":-1.25e3,\"c\":1E-2,\"d\":1e+400,\"e\":0e0}",
        "{\"a\":\"\",\"bb\":\"x\",\"\":\"12345678\",\"c\":\"123456789\",\"12345678\":7}",
        "{\"1234567890123456\":1,\"12345678901234567\":2,\"1234567X90123456\":3,\"a\":1,\"a\":2}",
        "{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\\uD83D\\ude00\\ud800\"}",
        "{\"a\":\"line\\nline with some more text, \\u0000 and an end\",\"\\u0061b\":1}",
        "{\"ä\":\"über allem, 港 und видно\",\"a\":\"🌊\",\"b\":\"\uFFFD\",\"c\":\"ascii\"}",
        "{\"a\":\"ü\\nü\",\"b\":\"plain\\tplain\u007f\"}"
      })
  void readsWhatJacksonReads(String json) throws IOException {
    assertThat(read(json.getBytes(UTF_8))).isEqualTo(JACKSON.readTree(json));
    assertThat(isSkipped(json.getBytes(UTF_8))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"",
        "{\"a",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a\":1,}",
        "{,}",
        "{\"a\" 1}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":1}}",
        "{\"a\":1} x",
        "{\"a\":[1,]}",
        "{\"a\":[,1]}",
        "{\"a\":[1 2]}",
        "{\"a\":[1}",
        "{\"a\":{]}",
        "{\"a\":01}",
        "{\"a\":-}",
        "{\"a\":-01}",
        "{\"a\":+1}",
        "{\"a\":.5}",
        "{\"a\":1.}",
        "{\"a\":1.e5}",
        "{\"a\":1e}",
        "{\"a\":1e+}",
        "{\"a\":1x}",
        "{\"a\":NaN}",
        "{\"a\":tru}",
        "{\"a\":truex}",
        "{\"a\":nul",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12g4\"}",
        "{\"a\":\"\\u12\"}",
        "{\"a\":\"\\",
        "{\"a\":\"\\u",
        "{\"a\":\"line\nline\"}",
        "{\"a\":\"a long enough line\u0000line\"}",
        "{\"a\u001fbcdefghi\":1}",
        "{\"a\":\"no end",
        "{\"a\":/* no */1}",
        "{\u00a0}"
      })
  void refusesWhatJacksonRefuses(String json) {
    assertThat(jackson(json.getBytes(UTF_8))).isNull();
    assertThat(tryRead(json.getBytes(UTF_8))).isNull();
    assertThat(isSkipped(json.getBytes(UTF_8))).isFalse();
  }

  @Test
  void refusesBytesThatAreNoText() {
    for (String text : List.of("\u00ff", "a\u00c3", "\u00c3(", "\u00f0\u009f\u0098", "\u0080")) {
      for (String json : List.of("{\"a\":\"%s\"}", "{\"%s\":1}", "{\"a\":\"\\n%s long enough\"}")) {
        byte[] bytes = json.formatted(text).getBytes(ISO_8859_1);

        assertThat(tryRead(bytes)).isNull();
        assertThat(isSkipped(bytes)).isFalse();
      }
    }
  }

  @Test
  void refusesWhatIsLargerThanAnybodyNeeds() {
    assertThatThrownBy(() -> read("{\"a\":%s}".formatted("1".repeat(101)).getBytes(UTF_8)))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read("{\"%s\":1}".formatted("a".repeat(50_001)).getBytes(UTF_8)))
        .isInstanceOf(IOException.class);
    assertThat(tryRead(nested(BlueskyJson.MAX_NESTING))).isNotNull();
    assertThat(tryRead(nested(BlueskyJson.MAX_NESTING + 1))).isNull();
    assertThat(isSkipped(nested(BlueskyJson.MAX_NESTING + 1))).isFalse();
  }

  private static byte[] nested(int depth) {
    return ("{\"a\":" + "[".repeat(depth - 1) + "]".repeat(depth - 1) + "}").getBytes(UTF_8);
  }

  @Property(tries = 20_000)
  void agreesWithJacksonAboutAnything(@ForAll("texts") String json) {
    byte[] bytes = json.getBytes(UTF_8);
    JsonNode expected = jackson(bytes);

    assertThat(tryRead(bytes)).describedAs(json).isEqualTo(expected);
    assertThat(isSkipped(bytes)).describedAs(json).isEqualTo(expected != null);
  }

  /** Pieces of JSON in any order, in an object so that more than its first byte is looked at. */
  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\"a\":",
            "\"bc\":[",
            "{\"d\":",
            "1",
            "-",
            "0",
            ".",
            "e",
            "E5",
            "12345678",
            "true",
            "false",
            "null",
            "\"text\"",
            "\"longer than a word\"",
            "\\",
            "\\n",
            "\\u00",
            "4a",
            " ",
            "\n",
            "ä",
            "👋",
            "\",\"",
            "},",
            "],",
            "x",
            "\u0001")
        .list()
        .ofMaxSize(12)
        .map(parts -> "{\"r\":" + String.join("", parts) + "}");
  }

  @Test
  void readsNoFurtherThanTheMessage() throws IOException {
    Charset ascii = ISO_8859_1;
    byte[] buffer = "{\"a\":1}{\"b\":2} and what an earlier message has left".getBytes(ascii);
    reader.start(buffer, 7);

    assertThat(reader.object()).hasToString("{\"a\":1}");
    reader.finish();
    for (int length = 0; length < 7; length++) {
      int cut = length;
      assertThatThrownBy(
              () -> {
                reader.start(buffer, cut);
                reader.object();
              })
          .isInstanceOf(IOException.class);
    }
  }

  private @Nullable JsonNode tryRead(byte[] json) {
    try {
      return read(json);
    } catch (IOException e) {
      assertThat(e).message().isNotBlank();
      return null;
    }
  }

  private @Nullable JsonNode read(byte[] json) throws IOException {
    reader.start(json, json.length);
    JsonNode read = reader.object();
    reader.finish();
    return read;
  }

  private boolean isSkipped(byte[] json) {
    try {
      reader.start(json, json.length);
      reader.skip();
      reader.finish();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static @Nullable JsonNode jackson(byte[] json) {
    try {
      JsonNode read = JACKSON.readTree(json);
      return read.isMissingNode() ? null : read;
    } catch (IOException e) {
      return null;
    }
  }
}
