package io.tributary.connect.bluesky;

import com.fasterxml.jackson.core.ErrorReportConfiguration;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Jackson as the streams need it: every size bounded, nothing interned that a stranger wrote. */
final class BlueskyJson {
  /**
   * The deepest that records of known applications go is about 10, and what is written may go as
   * deep as this.
   */
  static final int MAX_NESTING = 1_000;

  /** Names of fields are longer than this only where somebody tries what happens. */
  private static final int MAX_NAME = 50_000;

  static final StreamReadConstraints CONSTRAINTS =
      StreamReadConstraints.builder()
          .maxNestingDepth(MAX_NESTING)
          .maxNameLength(MAX_NAME)
          .maxNumberLength(100)
          .build();

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(CONSTRAINTS)
          // A link or bytes of CBOR become an object, which is one level more than was read.
          .streamWriteConstraints(
              StreamWriteConstraints.builder().maxNestingDepth(MAX_NESTING + 1).build())
          // Reasons are logged, what strangers wrote is not.
          .errorReportConfiguration(
              ErrorReportConfiguration.builder().maxErrorTokenLength(0).build())
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  /** Sorts, because CBOR and JSON streams order the fields of one record differently. */
  private static final ObjectMapper MAPPER =
      JsonMapper.builder(FACTORY).enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED).build();

  private BlueskyJson() {}

  static JsonParser parser(byte[] json, int length) throws IOException {
    return FACTORY.createParser(json, 0, length);
  }

  /** Reads the value at the parser's token; null if it is no object. */
  static @Nullable ObjectNode object(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return null;
    }
    return RecordTree.object(parser);
  }

  /** Writes a record with its fields in one fixed order. */
  static String text(ObjectNode record) {
    try {
      return MAPPER.writeValueAsString(record);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of JSON can always be written", e);
    }
  }

  /** Returns the text at the parser's token; null if it is none. */
  static @Nullable String string(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    parser.skipChildren();
    return null;
  }

  /** Returns the number at the parser's token; {@link StreamPosition#NONE} if it is none. */
  static long number(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      return parser.getLongValue();
    }
    parser.skipChildren();
    return StreamPosition.NONE;
  }
}
