package io.tributary.connect.bluesky;

/** One connection and what belongs to it. */
final class BlueskySession implements AutoCloseable {
  private final BlueskyEndpoint endpoint;
  private final BlueskyReading reading;
  private final BlueskyBuffer buffer;
  private final BlueskySocket socket;
  private final StreamDecoder plain;
  private final StreamDecoder packed;
  private boolean released;

  /**
   * Puts it together.
   *
   * @param packed reads compressed messages; the same as {@code plain} where none are asked for
   */
  BlueskySession(
      BlueskyEndpoint endpoint,
      BlueskyReading reading,
      BlueskyBuffer buffer,
      BlueskySocket socket,
      StreamDecoder plain,
      StreamDecoder packed) {
    this.endpoint = endpoint;
    this.reading = reading;
    this.buffer = buffer;
    this.socket = socket;
    this.plain = plain;
    this.packed = packed;
  }

  BlueskyEndpoint endpoint() {
    return endpoint;
  }

  BlueskyReading reading() {
    return reading;
  }

  BlueskyBuffer buffer() {
    return buffer;
  }

  BlueskySocket socket() {
    return socket;
  }

  /** Text is never compressed, whatever was asked for; the firehose sends bytes and never is. */
  synchronized Frame decode(BlueskySignal.Message message) {
    if (released) {
      return new Frame.Ignored();
    }
    return (message.text() ? plain : packed).decode(message.bytes());
  }

  /** How large the message is that was decoded last, which may be many times what came. */
  int size(BlueskySignal.Message message) {
    return !message.text() && packed instanceof ZstdDecoder decoder
        ? decoder.size()
        : message.bytes().length;
  }

  @SuppressWarnings("ReferenceEquality")
  boolean isPacked() {
    return packed != plain;
  }

  @Override
  public void close() {
    socket.close();
    release();
  }

  /** Not while another thread decodes: the memory is native. */
  private synchronized void release() {
    released = true;
    if (packed instanceof ZstdDecoder decoder) {
      decoder.close();
    }
  }
}
