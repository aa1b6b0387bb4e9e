package io.tributary.connect.bluesky;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads records from JSON and from CBOR alike. How deep they nest is for the parser to limit. */
final class RecordTree {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private RecordTree() {}

  /**
   * Reads the object whose start the parser is at, to its end.
   *
   * @throws RecordParts.TooManyException if it has too many parts
   */
  static ObjectNode object(JsonParser parser) throws IOException {
    return object(parser, new RecordParts());
  }

  /**
   * Reads the object whose start the parser is at, to its end.
   *
   * @param parts what was kept of others that are read together with it
   * @throws RecordParts.TooManyException if it has too many parts
   */
  static ObjectNode object(JsonParser parser, RecordParts parts) throws IOException {
    parts.begin();
    ObjectNode object = fields(parser, parts);
    parts.end();
    return object;
  }

  private static ObjectNode fields(JsonParser parser, RecordParts parts) throws IOException {
    var object = new ObjectNode(NODES, new FieldMap());
    String field;
    while ((field = parser.nextFieldName()) != null) {
      parser.nextToken();
      JsonNode value = value(parser, parts);
      if (value != null) {
        object.set(field, value);
      }
    }
    return object;
  }

  private static ArrayNode array(JsonParser parser, RecordParts parts) throws IOException {
    ArrayNode array = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      JsonNode value = value(parser, parts);
      if (value != null) {
        array.add(value);
      }
    }
    return array;
  }

  private static @Nullable JsonNode value(JsonParser parser, RecordParts parts) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new IOException("a record that is cut off");
    }
    if (!parts.admit()) {
      parser.skipChildren();
      return null;
    }
    return switch (token) {
      case START_OBJECT -> fields(parser, parts);
      case START_ARRAY -> array(parser, parts);
      case VALUE_STRING -> NODES.textNode(parser.getText());
      case VALUE_NUMBER_INT -> integer(parser);
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      // Only CBOR has these.
      case VALUE_EMBEDDED_OBJECT -> BlueskyCbor.bytes((CBORParser) parser);
      case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE ->
          throw new IOException("a record that is out of order");
    };
  }

  private static JsonNode integer(JsonParser parser) throws IOException {
    return switch (parser.getNumberType()) {
      case INT -> NODES.numberNode(parser.getIntValue());
      case LONG -> NODES.numberNode(parser.getLongValue());
      default -> NODES.numberNode(parser.getBigIntegerValue());
    };
  }
}
