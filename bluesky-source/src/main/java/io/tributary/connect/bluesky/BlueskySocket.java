package io.tributary.connect.bluesky;

import io.tributary.connect.common.TributaryVersion;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.java_websocket.WebSocket;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.exceptions.WebsocketNotConnectedException;
import org.java_websocket.framing.CloseFrame;
import org.java_websocket.framing.Framedata;
import org.java_websocket.handshake.ServerHandshake;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket connection. The thread that reads does nothing but fill the buffer, so that pings
 * are answered at once.
 */
final class BlueskySocket implements AutoCloseable {
  private static final Duration CLOSE_DEADLINE = Duration.ofMillis(250);
  private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(100);

  private final BlueskyBuffer buffer;
  private final @Nullable String greeting;
  private final Client client;
  private final CountDownLatch over = new CountDownLatch(1);

  private volatile boolean opened;
  private volatile boolean progressed;
  private volatile boolean overflowed;
  private volatile boolean pinged;
  private volatile boolean closed;
  private volatile long heardAt = System.nanoTime();
  private volatile BlueskySignal.@Nullable Refused refusal;
  private volatile @Nullable String error;

  /**
   * Prepares a connection.
   *
   * @param greeting what is sent as soon as the connection is open; null for nothing
   */
  BlueskySocket(
      URI address,
      @Nullable String greeting,
      BlueskyBuffer buffer,
      int maxMessageBytes,
      Duration connectTimeout) {
    this.buffer = buffer;
    this.greeting = greeting;
    this.client = new Client(address, new Received(), maxMessageBytes, connectTimeout);
  }

  /** Connects on a thread of its own; what becomes of it is told by signals. */
  void connect() {
    heardAt = System.nanoTime();
    client.connect();
  }

  boolean isOpened() {
    return opened;
  }

  /** When the server was last heard of, on the clock of {@link System#nanoTime}. */
  long heardAt() {
    return heardAt;
  }

  /** An event that is new has come through. Until then the reader waits when the buffer is full. */
  void progressed() {
    if (!progressed) {
      progressed = true;
    }
  }

  /** Whether it tells the server what it wants once it is open. */
  boolean greets() {
    return greeting != null;
  }

  void ping() {
    pinged = true;
    try {
      client.sendPing();
    } catch (WebsocketNotConnectedException e) {
      // It is being closed, which its signal will tell.
    }
  }

  /** Closes the connection, politely for a moment. Afterwards it sends no signals. */
  @Override
  public void close() {
    closed = true;
    client.close();
    try {
      if (opened && over.await(CLOSE_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // A server that does not answer the close frame would keep the library waiting for ever.
    client.closeConnection(CloseFrame.NORMAL, "");
    Socket socket = client.getSocket();
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is gone, as it should be.
      }
    }
  }

  private void signal(BlueskySignal signal) {
    if (!closed) {
      buffer.add(signal);
    }
  }

  /** Hands on what one read has brought together, for the buffer is shared with another thread. */
  private final class Received implements BlueskyDraft.Receiver {
    private List<BlueskySignal.Message> messages = new ArrayList<>();

    @Override
    public void message(byte[] bytes, boolean text) {
      messages.add(new BlueskySignal.Message(bytes, text));
    }

    @Override
    public void oversized(long bytes) {
      readAll();
      signal(new BlueskySignal.Oversized(bytes));
    }

    @Override
    public void readAll() {
      heardAt = System.nanoTime();
      if (!messages.isEmpty()) {
        List<BlueskySignal.Message> read = messages;
        messages = new ArrayList<>();
        handOn(read);
      }
    }

    private void handOn(List<BlueskySignal.Message> read) {
      if (closed || overflowed) {
        return;
      }
      try {
        if (buffer.offer(read)) {
          buffer.pace(MOMENT);
          return;
        }
        // Asking again brings the same events as before: with nothing new among them that would go
        // on for ever.
        while (!progressed && !closed) {
          buffer.awaitRoom(MOMENT);
          if (buffer.offer(read)) {
            return;
          }
        }
        overflowed = true;
        client.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void refused(int status, String body) {
      refusal = new BlueskySignal.Refused(status, body);
    }
  }

  private final class Client extends WebSocketClient {
    Client(URI address, BlueskyDraft.Receiver receiver, int maxMessageBytes, Duration timeout) {
      super(
          address,
          new BlueskyDraft(receiver, maxMessageBytes),
          Map.of("User-Agent", "Tributary-Bluesky-Source/" + TributaryVersion.current()),
          (int) timeout.toMillis());
      // We send the pings.
      setConnectionLostTimeout(0);
      setDaemon(true);
      setTcpNoDelay(true);
    }

    @Override
    public void onOpen(ServerHandshake handshake) {
      heardAt = System.nanoTime();
      opened = true;
      if (greeting != null) {
        send(greeting);
      }
      signal(new BlueskySignal.Opened());
    }

    @Override
    public void onMessage(String message) {
      throw new IllegalStateException("messages are taken before they get here");
    }

    @Override
    public void onMessage(ByteBuffer message) {
      throw new IllegalStateException("messages are taken before they get here");
    }

    @Override
    public void onWebsocketPing(WebSocket socket, Framedata ping) {
      heardAt = System.nanoTime();
      super.onWebsocketPing(socket, ping);
    }

    @Override
    public void onWebsocketPong(WebSocket socket, Framedata pong) {
      heardAt = System.nanoTime();
      if (!pinged) {
        // Nobody has asked for it, and there may be any number of them.
        return;
      }
      pinged = false;
      signal(new BlueskySignal.Alive(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now())));
    }

    @Override
    public void onError(Exception e) {
      error = e.toString();
    }

    @Override
    public void onClose(int code, String reason, boolean remote) {
      over.countDown();
      BlueskySignal.Refused refused = refusal;
      if (!opened && refused != null) {
        signal(refused);
      }
      String why = reason == null || reason.isBlank() ? error : reason;
      signal(new BlueskySignal.Closed(code, why, overflowed));
    }
  }
}
