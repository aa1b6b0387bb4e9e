package io.tributary.connect.rss;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** All that is remembered of an entry: a hash of its identity and one of what it says. */
record RssFingerprint(long identity, int content) {

  /** Takes the identity from {@code id} and the content from the parts that readers see. */
  static RssFingerprint of(String id, List<@Nullable String> parts) {
    var content = new CRC32C();
    for (String part : parts) {
      content.update(part == null ? 0 : 1);
      if (part != null) {
        content.update(bytes(part));
      }
    }
    return new RssFingerprint(identity(id), (int) content.getValue());
  }

  static long identity(String id) {
    return ByteBuffer.wrap(sha256().digest(bytes(id))).getLong();
  }

  /** Names an entry that brings neither guid nor link by what it says. */
  static String idOf(List<@Nullable String> parts) {
    MessageDigest digest = sha256();
    for (String part : parts) {
      digest.update((byte) (part == null ? 0 : 1));
      if (part != null) {
        byte[] bytes = bytes(part);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        digest.update(bytes);
      }
    }
    return "sha256:" + HexFormat.of().formatHex(digest.digest(), 0, 16);
  }

  /** A hash that tells documents apart. */
  static String ofBytes(byte[] document) {
    return HexFormat.of().formatHex(sha256().digest(document), 0, 16);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
