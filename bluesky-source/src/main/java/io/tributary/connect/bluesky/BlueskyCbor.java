package io.tributary.connect.bluesky;

import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads DAG-CBOR into the JSON that AT Protocol defines for it, which is what Jetstream sends. */
final class BlueskyCbor {
  private static final int CID_TAG = 42;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final CBORFactory FACTORY =
      CBORFactory.builder()
          .streamReadConstraints(BlueskyJson.CONSTRAINTS)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private BlueskyCbor() {}

  static CBORParser parser(byte[] cbor, int offset, int length) throws IOException {
    return FACTORY.createParser(cbor, offset, length);
  }

  /** Reads the record that a block holds. */
  static ObjectNode record(ByteBuffer block) throws IOException {
    int offset = block.arrayOffset() + block.position();
    try (CBORParser parser = parser(block.array(), offset, block.remaining())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("a record that is no CBOR map");
      }
      ObjectNode record = object(parser);
      if (parser.nextToken() != null) {
        throw new IOException("bytes after the record");
      }
      return record;
    }
  }

  /** Returns the CID at the parser's token. */
  static Cid cid(CBORParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_EMBEDDED_OBJECT
        || parser.getCurrentTag() != CID_TAG) {
      throw new IOException("something else where a CID should be");
    }
    return Cid.ofLink(parser.getBinaryValue());
  }

  private static ObjectNode object(CBORParser parser) throws IOException {
    ObjectNode object = NODES.objectNode();
    String field;
    while ((field = parser.nextFieldName()) != null) {
      parser.nextToken();
      object.set(field, value(parser));
    }
    return object;
  }

  private static ArrayNode array(CBORParser parser) throws IOException {
    ArrayNode array = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(parser));
    }
    return array;
  }

  private static JsonNode value(CBORParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new IOException("CBOR that is cut off");
    }
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> NODES.textNode(parser.getText());
      case VALUE_NUMBER_INT -> integer(parser);
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      case VALUE_EMBEDDED_OBJECT -> bytes(parser);
      case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE ->
          throw new IOException("CBOR that is out of order");
    };
  }

  private static JsonNode integer(CBORParser parser) throws IOException {
    return switch (parser.getNumberType()) {
      case INT -> NODES.numberNode(parser.getIntValue());
      case LONG -> NODES.numberNode(parser.getLongValue());
      default -> NODES.numberNode(parser.getBigIntegerValue());
    };
  }

  private static ObjectNode bytes(CBORParser parser) throws IOException {
    ObjectNode wrapper = NODES.objectNode();
    if (parser.getCurrentTag() == CID_TAG) {
      return wrapper.put("$link", cid(parser).text());
    }
    String text = Base64Variants.MIME_NO_LINEFEEDS.encode(parser.getBinaryValue());
    return wrapper.put("$bytes", text.replace("=", ""));
  }
}
