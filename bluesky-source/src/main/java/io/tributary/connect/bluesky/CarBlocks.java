package io.tributary.connect.bluesky;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;

/** The blocks that a commit of the firehose carries: a CAR archive of version 1. */
final class CarBlocks {
  /** Enough for 32 bits. */
  private static final int MAX_VARINT_BYTES = 5;

  private final byte[] archive;
  private final MessageDigest sha256;
  private final Map<Cid, ByteBuffer> blocks = new HashMap<>();
  private final Map<Cid, ObjectNode> records = new HashMap<>();
  private final RecordParts parts = new RecordParts();
  private int at;

  CarBlocks(byte[] archive, MessageDigest sha256) {
    this.archive = archive;
    this.sha256 = sha256;
  }

  /** Returns the record of a block whose bytes hash to what its CID says. */
  ObjectNode record(Cid cid) throws IOException {
    if (at == 0) {
      index();
    }
    // Several keys may have the same record; what it costs to read is paid once, for good or ill.
    ObjectNode known = records.get(cid);
    if (known != null) {
      return known;
    }
    ByteBuffer block = blocks.remove(cid);
    if (block == null) {
      throw new IOException("the commit lacks a readable block for the record");
    }
    sha256.update(block.duplicate());
    if (!cid.isOf(sha256.digest())) {
      throw new IOException("the record does not hash to its CID");
    }
    ObjectNode record = BlueskyCbor.record(block, parts);
    records.put(cid, record);
    return record;
  }

  /** Finds where each block lies, up to where the archive may be broken. */
  private void index() {
    // The header names the root, which is the commit that the message names as well.
    int header = length();
    at += Math.max(header, 0);
    for (int length = length(); length >= 0; length = length()) {
      int end = at + length;
      if (length > Cid.RECORD_LENGTH) {
        var cid = new Cid(ByteBuffer.wrap(archive, at, Cid.RECORD_LENGTH));
        if (cid.isOfRecord()) {
          int data = at + Cid.RECORD_LENGTH;
          blocks.put(cid, ByteBuffer.wrap(archive, data, end - data));
        }
      }
      at = end;
    }
  }

  /** Reads how long the next part is; -1 at the end, or where no such part can follow. */
  private int length() {
    long length = 0;
    for (int i = 0; i < MAX_VARINT_BYTES && at < archive.length; i++) {
      byte next = archive[at++];
      length |= (next & 0x7fL) << (7 * i);
      if (next >= 0) {
        return length > archive.length - at ? -1 : (int) length;
      }
    }
    return -1;
  }
}
