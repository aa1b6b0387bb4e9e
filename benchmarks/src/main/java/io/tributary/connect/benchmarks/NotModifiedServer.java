package io.tributary.connect.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A web server on many loopback addresses that does as little as it can: it answers with a small
 * feed, or with 304 to those who know its tag.
 */
final class NotModifiedServer implements AutoCloseable {
  private static final int REQUEST_BYTES = 8_192;
  private static final String END = "\r\n\r\n";
  private static final byte[] NOT_MODIFIED =
      ("HTTP/1.1 304 Not Modified\r\nDate: Sat, 21 Nov 2026 12:00:00 GMT\r\nETag: \"1\"" + END)
          .getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] FEED = feed();

  private final Selector selector = Selector.open();
  private final AtomicLong notModified = new AtomicLong();
  private final int port;
  private final Thread thread = new Thread(this::serve, "not-modified-server");

  private NotModifiedServer(int addresses) throws IOException {
    int bound = 0;
    for (int address = 1; address <= addresses; address++) {
      ServerSocketChannel channel = ServerSocketChannel.open();
      channel.bind(new InetSocketAddress(host(address), bound), 1_024);
      bound = channel.socket().getLocalPort();
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_ACCEPT);
    }
    port = bound;
  }

  static NotModifiedServer start(int addresses) throws IOException {
    var server = new NotModifiedServer(addresses);
    server.thread.start();
    return server;
  }

  static String host(int address) {
    return "127.0.%d.%d".formatted(address / 250, address % 250 + 1);
  }

  int port() {
    return port;
  }

  /** Returns how often it has answered 304. */
  long notModified() {
    return notModified.get();
  }

  private void serve() {
    try {
      while (selector.isOpen()) {
        selector.select();
        if (!selector.isOpen()) {
          return;
        }
        for (SelectionKey key : selector.selectedKeys()) {
          if (key.isAcceptable()) {
            accept((ServerSocketChannel) key.channel());
          } else {
            read(key);
          }
        }
        selector.selectedKeys().clear();
      }
    } catch (IOException e) {
      throw new IllegalStateException("The server of the benchmark broke", e);
    }
  }

  private void accept(ServerSocketChannel channel) throws IOException {
    for (SocketChannel client = channel.accept(); client != null; client = channel.accept()) {
      client.configureBlocking(false);
      client.socket().setTcpNoDelay(true);
      client.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(REQUEST_BYTES));
    }
  }

  private void read(SelectionKey key) throws IOException {
    SocketChannel client = (SocketChannel) key.channel();
    ByteBuffer buffer = (ByteBuffer) key.attachment();
    try {
      if (client.read(buffer) < 0) {
        client.close();
        return;
      }
      String head = StandardCharsets.ISO_8859_1.decode(buffer.duplicate().flip()).toString();
      if (head.endsWith(END)) {
        boolean known = head.contains("If-None-Match");
        ByteBuffer answer = ByteBuffer.wrap(known ? NOT_MODIFIED : FEED);
        while (answer.hasRemaining()) {
          client.write(answer);
        }
        buffer.clear();
        if (known) {
          notModified.incrementAndGet();
        }
      }
    } catch (IOException e) {
      // The client has gone.
      client.close();
    }
  }

  private static byte[] feed() {
    byte[] body = RssDocument.of(1, 100);
    byte[] head =
        ("HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: " + body.length + END)
            .getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(head.length + body.length).put(head).put(body).array();
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
