package io.tributary.connect.embedded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server's end of one WebSocket: sends text, answers pings and closes. */
final class SampleSocket implements AutoCloseable {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final Pattern KEY =
      Pattern.compile("sec-websocket-key: *(\\S+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern CURSOR = Pattern.compile("[?&]cursor=(\\d{1,18})");
  private static final int MAX_REQUEST = 1 << 20;

  /** What Jetstream takes for a time, and this server for the wish to have everything. */
  private static final long TIMES = 1_000_000_000_000_000L;

  private static final int LAST = 0x80;
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  private final Socket socket;
  private final String request;
  private volatile boolean closed;

  private SampleSocket(Socket socket, String request) {
    this.socket = socket;
    this.request = request;
  }

  /** Reads the request and agrees to it. */
  static SampleSocket accept(Socket socket) throws IOException {
    var request = new StringBuilder();
    while (request.indexOf("\r\n\r\n") < 0 && request.length() < MAX_REQUEST) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("The request has no end");
      }
      request.append((char) next);
    }
    var accepted = new SampleSocket(socket, request.toString());
    Matcher key = KEY.matcher(request);
    if (!key.find()) {
      accepted.write("HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n".getBytes(UTF_8));
      throw new IOException("Not a request for a WebSocket");
    }
    accepted.write(
        ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: %s\r\n\r\n".formatted(answer(key.group(1))))
            .getBytes(ISO_8859_1));
    return accepted;
  }

  private static String answer(String key) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(ISO_8859_1));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-1", e);
    }
  }

  /** The sequence number to start with; none for what comes next. */
  OptionalLong cursor() {
    Matcher cursor = CURSOR.matcher(request.substring(0, request.indexOf("\r\n")));
    if (!cursor.find()) {
      return OptionalLong.empty();
    }
    long number = Long.parseLong(cursor.group(1));
    return OptionalLong.of(number < TIMES ? number : 1);
  }

  boolean isClosed() {
    return closed;
  }

  void send(String text) throws IOException {
    write(TEXT, text.getBytes(UTF_8));
  }

  /** Answers what the other end sends, until it is gone. */
  void listen() {
    try (this) {
      var input = new DataInputStream(socket.getInputStream());
      while (!closed) {
        int opcode = input.readUnsignedByte() & 0x0f;
        int length = input.readUnsignedByte() & 0x7f;
        if (length > 125) {
          throw new IOException("Nothing that long is expected");
        }
        byte[] mask = input.readNBytes(4);
        byte[] payload = input.readNBytes(length);
        for (int i = 0; i < payload.length; i++) {
          payload[i] ^= mask[i % 4];
        }
        if (opcode == PING) {
          write(PONG, payload);
        } else if (opcode == CLOSE) {
          write(CLOSE, payload);
          return;
        }
      }
    } catch (IOException e) {
      // The other end is gone, as close() then sees to.
    }
  }

  private void write(int opcode, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 10).put((byte) (LAST | opcode));
    if (payload.length < 126) {
      frame.put((byte) payload.length);
    } else if (payload.length < 1 << 16) {
      frame.put((byte) 126).putShort((short) payload.length);
    } else {
      frame.put((byte) 127).putLong(payload.length);
    }
    frame.put(payload).flip();
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    write(bytes);
  }

  private synchronized void write(byte[] bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(bytes);
    out.flush();
  }

  @Override
  public void close() {
    closed = true;
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone, as it should be.
    }
  }
}
