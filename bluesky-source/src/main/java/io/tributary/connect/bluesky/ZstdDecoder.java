package io.tributary.connect.bluesky;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.util.Native;
import java.util.Optional;

/**
 * Unpacks messages for another decoder, each a zstd frame of its own. One context serves all
 * messages: the stream API is a hundred times slower on messages of this size.
 */
final class ZstdDecoder implements StreamDecoder, AutoCloseable {
  private static final int FIRST_BUFFER = 64 * 1_024;

  private final StreamDecoder decoder;
  private final int maxBytes;
  private final ZstdDecompressCtx context;
  private byte[] unpacked;
  private int size;

  /**
   * Prepares for the messages of one connection.
   *
   * @param dictionary what the server compresses with; empty for none
   * @param maxBytes how large an unpacked message may be
   * @throws LinkageError if zstd's native library cannot be loaded on this machine
   */
  ZstdDecoder(StreamDecoder decoder, byte[] dictionary, int maxBytes) {
    this.decoder = decoder;
    this.maxBytes = maxBytes;
    this.context = new ZstdDecompressCtx();
    this.unpacked = new byte[Math.min(FIRST_BUFFER, maxBytes)];
    if (dictionary.length > 0) {
      context.loadDict(dictionary);
    }
  }

  /** Whether this is a dictionary, from its first byte to its last. */
  static boolean isDictionary(byte[] dictionary) {
    try (var context = new ZstdDecompressCtx()) {
      context.loadDict(dictionary);
      return true;
    } catch (ZstdException e) {
      return false;
    }
  }

  /** How large the message was that was unpacked last. */
  int size() {
    return size;
  }

  /** Says why this machine cannot load zstd's native library, or nothing if it can. */
  static Optional<String> defect() {
    try {
      Native.load();
      return Optional.empty();
    } catch (LinkageError e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Frame decode(byte[] message, int length) {
    size = length;
    if (length == 0) {
      return new Frame.Unreadable("an empty message");
    }
    // Most frames declare their size. One may lie, so the buffer is the limit that counts.
    long declared = Zstd.getFrameContentSize(message, 0, length);
    if (declared > maxBytes) {
      return new Frame.TooLarge(maxBytes);
    }
    if (declared > unpacked.length) {
      unpacked = new byte[(int) declared];
    }
    while (true) {
      try {
        size = context.decompressByteArray(unpacked, 0, unpacked.length, message, 0, length);
        return decoder.decode(unpacked, size);
      } catch (ZstdException e) {
        if (e.getErrorCode() != Zstd.errDstSizeTooSmall()) {
          return new Frame.Unreadable("no zstd frame: " + e.getMessage());
        }
        if (unpacked.length == maxBytes) {
          return new Frame.TooLarge(maxBytes);
        }
        unpacked = new byte[(int) Math.min(unpacked.length * 2L, maxBytes)];
      }
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
