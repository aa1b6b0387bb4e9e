package io.tributary.connect.bluesky;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A content identifier of version 1: the hash of a block, behind bytes that tell which hash of
 * what.
 *
 * @param bytes as they stand in an archive
 */
record Cid(ByteBuffer bytes) {
  /** The length of those of records. */
  static final int RECORD_LENGTH = 36;

  /** Version 1, DAG-CBOR, SHA-256, 32 bytes. */
  private static final int RECORD_PREFIX = 0x01711220;

  private static final byte[] BASE_32 =
      "abcdefghijklmnopqrstuvwxyz234567".getBytes(StandardCharsets.US_ASCII);

  /** Reads a CID as CBOR contains it, behind a zero byte. */
  static Cid ofLink(byte[] link) throws IOException {
    if (link.length < 3 || link[0] != 0 || link[1] != 1) {
      throw new IOException("a link that is no CID of version 1");
    }
    return new Cid(ByteBuffer.wrap(link, 1, link.length - 1).slice());
  }

  /** Whether it names a block as repositories have them: CBOR, hashed with SHA-256. */
  boolean isOfRecord() {
    return bytes.remaining() == RECORD_LENGTH && bytes.getInt(bytes.position()) == RECORD_PREFIX;
  }

  /** Whether a block with this SHA-256 hash is the one that is meant. */
  boolean isOf(byte[] sha256) {
    return bytes
        .slice(bytes.position() + Integer.BYTES, sha256.length)
        .equals(ByteBuffer.wrap(sha256));
  }

  /** Writes it as JSON has it, in base 32. */
  String text() {
    var text = new byte[1 + (bytes.remaining() * 8 + 4) / 5];
    text[0] = 'b';
    int bits = 0;
    int held = 0;
    int at = 1;
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      bits = ((bits << 8) | (bytes.get(i) & 0xff)) & 0xfff;
      held += 8;
      while (held >= 5) {
        held -= 5;
        text[at++] = BASE_32[(bits >> held) & 31];
      }
    }
    if (held > 0) {
      text[at] = BASE_32[(bits << (5 - held)) & 31];
    }
    return new String(text, StandardCharsets.US_ASCII);
  }
}
