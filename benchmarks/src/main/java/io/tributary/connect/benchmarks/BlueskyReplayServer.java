package io.tributary.connect.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process of its own that sends posts to whoever connects, from the cursor on, as fast as the
 * reader takes them or so many a second. Prints its port. Arguments: events, rate (0: no limit).
 */
final class BlueskyReplayServer {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final Pattern KEY =
      Pattern.compile("sec-websocket-key: *(\\S+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern CURSOR = Pattern.compile("[?&]cursor=(\\d{1,18})");
  private static final int CHUNK = 256 * 1_024;
  private static final long TICK = 20_000_000;

  private final BlueskyPosts posts = new BlueskyPosts();
  private final long events;
  private final long rate;

  private BlueskyReplayServer(long events, long rate) {
    this.events = events;
    this.rate = rate;
  }

  public static void main(String[] arguments) throws IOException {
    var server =
        new BlueskyReplayServer(Long.parseLong(arguments[0]), Long.parseLong(arguments[1]));
    var socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    System.out.println(socket.getLocalPort());
    while (true) {
      Socket reader = socket.accept();
      Thread thread = new Thread(() -> server.serve(reader), "replay");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      String request = request(socket);
      Matcher key = KEY.matcher(request);
      if (!key.find()) {
        return;
      }
      socket
          .getOutputStream()
          .write(
              ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      + "Sec-WebSocket-Accept: %s\r\n\r\n".formatted(answer(key.group(1))))
                  .getBytes(ISO_8859_1));
      Matcher cursor = CURSOR.matcher(request);
      send(socket, cursor.find() ? BlueskyPosts.number(Long.parseLong(cursor.group(1))) : 0);
      // Until the reader closes.
      while (socket.getInputStream().read() >= 0) {
        // What it says does not matter.
      }
    } catch (IOException e) {
      // The reader has had enough.
    }
  }

  private void send(Socket socket, long first) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    long start = System.nanoTime();
    for (long number = first; number < events; number++) {
      boolean early =
          rate > 0 && (number - first) * 1_000_000_000 / rate > System.nanoTime() - start;
      if (chunk.remaining() < posts.frameBytes(number) || (early && chunk.position() > 0)) {
        socket.getOutputStream().write(chunk.array(), 0, chunk.position());
        chunk.clear();
      }
      while (rate > 0 && (number - first) * 1_000_000_000 / rate > System.nanoTime() - start) {
        LockSupport.parkNanos(TICK);
      }
      posts.write(number, chunk);
    }
    socket.getOutputStream().write(chunk.array(), 0, chunk.position());
  }

  private static String request(Socket socket) throws IOException {
    var request = new StringBuilder();
    while (request.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("no request");
      }
      request.append((char) next);
    }
    return request.toString();
  }

  private static String answer(String key) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(ISO_8859_1));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-1", e);
    }
  }
}
