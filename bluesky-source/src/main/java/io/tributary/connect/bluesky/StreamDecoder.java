package io.tributary.connect.bluesky;

/** Reads the messages of one kind of stream. Not for several threads at once. */
@FunctionalInterface
interface StreamDecoder {
  /**
   * Reads one message. Whatever the bytes are, this returns and does not throw; it keeps no
   * reference to them.
   *
   * @param message a buffer that begins with the message
   * @param length where the message ends in it
   */
  Frame decode(byte[] message, int length);

  default Frame decode(byte[] message) {
    return decode(message, message.length);
  }
}
