package io.tributary.connect.bluesky;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes messages of the firehose, good ones and bad ones. */
final class FirehoseFrames {
  static final String DID = "did:plc:ada";
  static final String REV = "3n2t4ekvzq225";
  static final long SEQ = 42;
  private static final CBORFactory CBOR = new CBORFactory();

  private final List<Change> changes = new ArrayList<>();
  private final Set<Cid> written = new HashSet<>();
  private final ByteArrayOutputStream blocks = new ByteArrayOutputStream();
  private boolean tooBig;
  private String time = "2026-11-21T10:00:00.000Z";
  private long seq = SEQ;
  private String did = DID;
  private String rev = REV;

  private record Change(String action, @Nullable String path, @Nullable Cid cid) {}

  FirehoseFrames() {
    // The header is skipped, whatever it says.
    section(new byte[] {(byte) 0xa0});
  }

  /** Writes something as CBOR. */
  @FunctionalInterface
  interface Cbor {
    void writeTo(CBORGenerator generator) throws IOException;
  }

  FirehoseFrames create(String path, JsonNode record) {
    return create(path, bytes(generator -> write(generator, record)));
  }

  FirehoseFrames create(String path, byte[] block) {
    Cid cid = cid(block);
    if (written.add(cid)) {
      section(cid, block);
    }
    return change("create", path, cid);
  }

  FirehoseFrames change(String action, @Nullable String path, @Nullable Cid cid) {
    changes.add(new Change(action, path, cid));
    return this;
  }

  FirehoseFrames section(Cid cid, byte[] block) {
    ByteBuffer section = ByteBuffer.allocate(Cid.RECORD_LENGTH + block.length);
    section.put(cid.bytes().duplicate()).put(block);
    section(section.array());
    return this;
  }

  FirehoseFrames tooBig() {
    tooBig = true;
    return this;
  }

  FirehoseFrames at(String newTime) {
    time = newTime;
    return this;
  }

  FirehoseFrames numbered(long newSeq, String newDid, String newRev) {
    seq = newSeq;
    did = newDid;
    rev = newRev;
    return this;
  }

  byte[] commit() {
    return message(
        "#commit",
        generator -> {
          generator.writeStartObject();
          generator.writeFieldName("ops");
          generator.writeStartArray();
          for (Change change : changes) {
            write(generator, change);
          }
          generator.writeEndArray();
          generator.writeStringField("rev", rev);
          generator.writeNumberField("seq", seq);
          generator.writeStringField("repo", did);
          generator.writeStringField("time", time);
          generator.writeBinaryField("blocks", blocks.toByteArray());
          generator.writeBooleanField("tooBig", tooBig);
          generator.writeEndObject();
        });
  }

  static byte[] message(String type, Cbor body) {
    return message(Map.of("op", 1, "t", type), body);
  }

  static byte[] message(Map<String, ?> header, Cbor body) {
    byte[] head = bytes(generator -> generator.writePOJO(header));
    byte[] rest = bytes(body);
    return ByteBuffer.allocate(head.length + rest.length).put(head).put(rest).array();
  }

  static byte[] bytes(Cbor cbor) {
    var bytes = new ByteArrayOutputStream();
    try (CBORGenerator generator = CBOR.createGenerator(bytes)) {
      generator.setCodec(new com.fasterxml.jackson.databind.ObjectMapper());
      cbor.writeTo(generator);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static Cid cid(byte[] block) {
    try {
      ByteBuffer cid = ByteBuffer.allocate(Cid.RECORD_LENGTH).putInt(0x01711220);
      cid.put(MessageDigest.getInstance("SHA-256").digest(block)).flip();
      return new Cid(cid);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void section(byte[] section) {
    int length = section.length;
    while (length >= 0x80) {
      blocks.write(length | 0x80);
      length >>>= 7;
    }
    blocks.write(length);
    blocks.writeBytes(section);
  }

  private static void write(CBORGenerator generator, Change change) throws IOException {
    generator.writeStartObject();
    generator.writeFieldName("cid");
    if (change.cid() == null) {
      generator.writeNull();
    } else {
      writeLink(generator, change.cid().bytes());
    }
    generator.writeStringField("path", change.path());
    generator.writeStringField("action", change.action());
    generator.writeEndObject();
  }

  private static void writeLink(CBORGenerator generator, ByteBuffer cid) throws IOException {
    ByteBuffer link = ByteBuffer.allocate(1 + cid.remaining()).put((byte) 0).put(cid.duplicate());
    generator.writeTag(42);
    generator.writeBinary(link.array());
  }

  /** Writes JSON the way that a server stores it, bytes as bytes and links as links. */
  private static void write(CBORGenerator generator, JsonNode node) throws IOException {
    if (node.isArray()) {
      generator.writeStartArray();
      for (JsonNode element : node) {
        write(generator, element);
      }
      generator.writeEndArray();
    } else if (node.size() == 1 && node.path("$bytes").isTextual()) {
      generator.writeBinary(Base64.getDecoder().decode(node.path("$bytes").textValue()));
    } else if (node.isObject()) {
      generator.writeStartObject();
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        generator.writeFieldName(field.getKey());
        write(generator, field.getValue());
      }
      generator.writeEndObject();
    } else {
      generator.writePOJO(node);
    }
  }
}
