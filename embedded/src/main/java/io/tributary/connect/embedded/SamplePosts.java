package io.tributary.connect.embedded;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Jetstream (v2) on loopback with the posts of an invented network, several a second. Its port
 * and what it has published are kept in a file, so that a second run continues the first.
 */
public final class SamplePosts implements SampleServer {
  private static final Logger log = LoggerFactory.getLogger(SamplePosts.class);
  private static final Duration INTERVAL = Duration.ofMillis(400);
  private static final Duration STOP_DEADLINE = Duration.ofSeconds(2);

  private final ServerSocket server;
  private final Path file;
  private final long before;
  private final Instant started;
  private final Set<SampleSocket> sockets = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ScheduledExecutorService publisher = Executors.newSingleThreadScheduledExecutor();
  private long published;

  private SamplePosts(ServerSocket server, Path file, long published, Clock clock) {
    this.server = server;
    this.file = file;
    this.before = published;
    this.published = published;
    this.started = clock.instant();
  }

  /**
   * Starts the server.
   *
   * @throws BindException if the port that it used before is taken
   * @param file where its port and its progress are kept
   */
  public static SamplePosts start(Path file, Clock clock) throws IOException {
    var properties = new Properties();
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      }
    }
    int port = Integer.parseInt(properties.getProperty("port", "0"));
    long published =
        Long.parseLong(properties.getProperty("published", String.valueOf(SamplePost.BACKLOG)));
    var posts = new SamplePosts(bind(port), file, published, clock);
    posts.save(published);
    posts.threads.execute(posts::accept);
    ScheduledFuture<?> unused =
        posts.publisher.scheduleAtFixedRate(
            posts::publish, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    return posts;
  }

  @Override
  public String url() {
    return "ws://127.0.0.1:" + server.getLocalPort();
  }

  /** Returns the event of a number, waiting for it until the server is closed. */
  SamplePost await(long number) throws InterruptedException {
    synchronized (this) {
      while (number > published) {
        wait();
      }
    }
    return new SamplePost(number, started.plus(INTERVAL.multipliedBy(number - before)));
  }

  synchronized long published() {
    return published;
  }

  private void publish() {
    try {
      // Kept before it is seen: a post must not disappear because this process was killed.
      save(published() + 1);
      synchronized (this) {
        published++;
        notifyAll();
      }
    } catch (IOException e) {
      log.warn("No post published: cannot keep the progress in {}", file, e);
    }
  }

  private void save(long count) throws IOException {
    var properties = new Properties();
    properties.putAll(
        Map.of("port", Integer.toString(server.getLocalPort()), "published", Long.toString(count)));
    Path unfinished = file.resolveSibling(file.getFileName() + ".part");
    try (Writer writer = Files.newBufferedWriter(unfinished)) {
      properties.store(writer, null);
    }
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        threads.execute(() -> serve(socket));
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void serve(Socket connected) {
    try (SampleSocket socket = SampleSocket.accept(connected)) {
      sockets.add(socket);
      threads.execute(socket::listen);
      long next = Math.max(1, socket.cursor().orElse(published() + 1));
      while (!socket.isClosed()) {
        socket.send(await(next++).message());
      }
    } catch (IOException e) {
      log.debug("A reader of the sample posts is gone", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sockets.removeIf(SampleSocket::isClosed);
    }
  }

  @Override
  public void close() {
    publisher.shutdownNow();
    threads.shutdownNow();
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sockets.forEach(SampleSocket::close);
    try {
      // The port is free only when the last thread has let go of it.
      boolean unused = threads.awaitTermination(STOP_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ServerSocket bind(int port) throws IOException {
    var server = new ServerSocket();
    server.setReuseAddress(true);
    try {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return server;
    } catch (BindException e) {
      server.close();
      throw SampleFeeds.taken(port, e);
    }
  }
}
