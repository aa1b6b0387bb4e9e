package io.tributary.connect.bluesky;

import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads DAG-CBOR into the JSON that AT Protocol defines for it, which is what Jetstream sends. */
final class BlueskyCbor {
  private static final int CID_TAG = 42;
  private static final CBORFactory FACTORY =
      CBORFactory.builder()
          .streamReadConstraints(BlueskyJson.CONSTRAINTS)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private BlueskyCbor() {}

  static CBORParser parser(byte[] cbor, int offset, int length) throws IOException {
    return FACTORY.createParser(cbor, offset, length);
  }

  /**
   * Reads the record that a block holds.
   *
   * @param parts those of the message
   */
  static ObjectNode record(ByteBuffer block, RecordParts parts) throws IOException {
    int offset = block.arrayOffset() + block.position();
    try (CBORParser parser = parser(block.array(), offset, block.remaining())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("a record that is no CBOR map");
      }
      ObjectNode record = RecordTree.object(parser, parts);
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

  /** Returns what JSON has in place of the CID or the bytes at the parser's token. */
  static ObjectNode bytes(CBORParser parser) throws IOException {
    ObjectNode wrapper = JsonNodeFactory.instance.objectNode();
    if (parser.getCurrentTag() == CID_TAG) {
      return wrapper.put("$link", cid(parser).text());
    }
    String text = Base64Variants.MIME_NO_LINEFEEDS.encode(parser.getBinaryValue());
    return wrapper.put("$bytes", text.replace("=", ""));
  }
}
