package io.tributary.connect.bluesky;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.java_websocket.drafts.Draft;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.enums.Opcode;
import org.java_websocket.exceptions.IncompleteHandshakeException;
import org.java_websocket.exceptions.InvalidDataException;
import org.java_websocket.exceptions.InvalidFrameException;
import org.java_websocket.exceptions.InvalidHandshakeException;
import org.java_websocket.framing.Framedata;
import org.java_websocket.framing.FramedataImpl1;
import org.java_websocket.handshake.Handshakedata;

/**
 * Reads WebSocket frames so that a stream never ends for one message: a text that is no UTF-8 is a
 * message like any other and one that is too large is passed over without being kept, both of which
 * the library takes for a reason to close. Messages are handed on as bytes, control frames and
 * everything that is sent are left to the library.
 */
final class BlueskyDraft extends Draft_6455 {
  /** Takes what comes in, on the thread that reads. */
  interface Receiver {
    void message(byte[] bytes, boolean text);

    void oversized(long bytes);

    /** All that one read from the network has brought is told. */
    void readAll();

    /** The server answered with another status than 101. Called again when more of it is known. */
    void refused(int status, String body);
  }

  private static final int MAX_REFUSAL_BYTES = 16 * 1_024;
  private static final int MAX_CONTROL_BYTES = 125;
  private static final byte[] NOTHING = {};

  private final Receiver receiver;
  private final int maxBytes;

  // The frame that is being read: its header until headerSize reaches headerEnd, then its payload.
  private final byte[] header = new byte[14];
  private int headerSize;
  private int headerEnd = 2;
  private long payloadEnd;
  private long payloadSize;
  private byte[] payload = NOTHING;

  // The message that it belongs to: what earlier frames brought.
  private boolean within;
  private boolean text;
  private boolean oversized;
  private long messageSize;
  private byte[] message = NOTHING;

  BlueskyDraft(Receiver receiver, int maxBytes) {
    this.receiver = receiver;
    this.maxBytes = maxBytes;
  }

  @Override
  public Draft copyInstance() {
    return new BlueskyDraft(receiver, maxBytes);
  }

  @Override
  public Handshakedata translateHandshake(ByteBuffer buffer) throws InvalidHandshakeException {
    ByteBuffer unread = buffer.duplicate();
    byte[] bytes = new byte[unread.remaining()];
    unread.get(bytes);
    String answer = new String(bytes, ISO_8859_1);
    int end = answer.indexOf("\r\n\r\n");
    int status = status(answer);
    if (end < 0 || status == 101 || status < 0) {
      return super.translateHandshake(buffer);
    }
    String head = answer.substring(0, end).toLowerCase(Locale.ROOT);
    String body = answer.substring(end + 4);
    receiver.refused(status, isChunked(head) ? joinChunks(body) : body);
    if (isPartial(head, body) && body.length() < MAX_REFUSAL_BYTES) {
      throw new IncompleteHandshakeException(buffer.capacity() + MAX_REFUSAL_BYTES);
    }
    throw new InvalidHandshakeException("The server answered with status " + status);
  }

  private static int status(String answer) {
    return answer.startsWith("HTTP/1.1 ") && answer.length() >= 12
        ? parse(answer.substring(9, 12), 10)
        : -1;
  }

  private static boolean isPartial(String head, String body) {
    int length = head.indexOf("\r\ncontent-length:");
    if (length >= 0) {
      String value = head.substring(length + 17).lines().findFirst().orElse("").strip();
      return body.length() < parse(value, 10);
    }
    return isChunked(head) && !body.endsWith("0\r\n\r\n");
  }

  private static boolean isChunked(String head) {
    return head.contains("\r\ntransfer-encoding: chunked");
  }

  /** Returns what is there of a body that came in chunks, each after its length in hexadecimal. */
  private static String joinChunks(String body) {
    var joined = new StringBuilder();
    int from = 0;
    while (true) {
      int end = body.indexOf("\r\n", from);
      int length = end < 0 ? -1 : parse(body.substring(from, end), 16);
      if (length <= 0) {
        return joined.toString();
      }
      joined.append(body, end + 2, Math.min(body.length(), end + 2 + length));
      from = Math.min(body.length(), end + 2 + length + 2);
    }
  }

  private static int parse(String text, int radix) {
    try {
      return Integer.parseInt(text, radix);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  @Override
  public List<Framedata> translateFrame(ByteBuffer buffer) throws InvalidDataException {
    try {
      return frames(buffer);
    } finally {
      receiver.readAll();
    }
  }

  private List<Framedata> frames(ByteBuffer buffer) throws InvalidDataException {
    List<Framedata> control = new ArrayList<>(0);
    while (buffer.hasRemaining()) {
      if (headerSize < headerEnd) {
        header[headerSize++] = buffer.get();
        if (headerSize == headerEnd && !needsLength()) {
          begin();
        }
      } else {
        int count = (int) Math.min(buffer.remaining(), payloadEnd - payloadSize);
        if (payload.length > 0) {
          buffer.get(payload, (int) payloadSize, count);
        } else {
          buffer.position(buffer.position() + count);
        }
        payloadSize += count;
      }
      if (headerSize == headerEnd && payloadSize == payloadEnd) {
        end(control);
      }
    }
    return control;
  }

  /** Whether the length follows in bytes of its own, which are then waited for. */
  private boolean needsLength() {
    int length = header[1] & 0x7f;
    int needed = length == 126 ? 4 : length == 127 ? 10 : 2;
    headerEnd = needed;
    return headerSize < needed;
  }

  private void begin() throws InvalidDataException {
    int first = header[0];
    boolean last = (first & 0x80) != 0;
    int opcode = first & 0x0f;
    if ((first & 0x70) != 0 || (header[1] & 0x80) != 0) {
      throw new InvalidFrameException("a frame with reserved bits or a mask");
    }
    payloadEnd = length();
    payloadSize = 0;
    if (isControl(opcode)) {
      if (!last || payloadEnd > MAX_CONTROL_BYTES) {
        throw new InvalidFrameException("a control frame in parts or of more than 125 bytes");
      }
      payload = new byte[(int) payloadEnd];
      return;
    }
    if (opcode > 2 || payloadEnd < 0 || (opcode == 0) != within) {
      throw new InvalidFrameException("a data frame out of order or of an unknown kind");
    }
    if (opcode != 0) {
      within = true;
      text = opcode == 1;
      oversized = false;
      messageSize = 0;
      message = NOTHING;
    }
    messageSize += payloadEnd;
    oversized |= messageSize > maxBytes;
    if (oversized) {
      message = NOTHING;
    }
    payload = oversized ? NOTHING : new byte[(int) payloadEnd];
  }

  private void end(List<Framedata> control) throws InvalidDataException {
    boolean last = (header[0] & 0x80) != 0;
    int opcode = header[0] & 0x0f;
    byte[] bytes = payload;
    headerSize = 0;
    headerEnd = 2;
    payloadEnd = 0;
    payloadSize = 0;
    payload = NOTHING;
    if (isControl(opcode)) {
      control.add(control(opcode, bytes));
      return;
    }
    if (!oversized) {
      message = message.length == 0 ? bytes : joined(message, bytes);
    }
    if (last) {
      within = false;
      byte[] whole = message;
      message = NOTHING;
      if (oversized) {
        receiver.oversized(messageSize);
      } else {
        receiver.message(whole, text);
      }
    }
  }

  private static Framedata control(int opcode, byte[] bytes) throws InvalidDataException {
    FramedataImpl1 frame =
        FramedataImpl1.get(
            switch (opcode) {
              case 8 -> Opcode.CLOSING;
              case 9 -> Opcode.PING;
              case 10 -> Opcode.PONG;
              default -> throw new InvalidFrameException("unknown opcode " + opcode);
            });
    frame.setPayload(ByteBuffer.wrap(bytes));
    frame.isValid();
    return frame;
  }

  private long length() {
    int length = header[1] & 0x7f;
    ByteBuffer extended = ByteBuffer.wrap(header, 2, 8);
    return length == 126
        ? extended.getShort() & 0xffff
        : length == 127 ? extended.getLong() : length;
  }

  private static boolean isControl(int opcode) {
    return (opcode & 8) != 0;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  @Override
  public void reset() {
    super.reset();
    headerSize = 0;
    headerEnd = 2;
    payloadEnd = 0;
    payloadSize = 0;
    payload = NOTHING;
    within = false;
    message = NOTHING;
  }

  // Two drafts are the same where their kind is: they have no settings that a server could see.
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
