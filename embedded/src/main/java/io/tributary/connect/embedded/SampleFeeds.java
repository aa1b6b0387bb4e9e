package io.tributary.connect.embedded;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A web server on loopback with the feeds of invented shows and a blog. It answers as a well-kept
 * publisher does, with validators, 304 and gzip, and publishes an episode every few seconds, the
 * shows taking turns. Its port and what it has published are kept in a file, so that a second run
 * continues the first.
 */
public final class SampleFeeds implements SampleServer {
  private static final Logger log = LoggerFactory.getLogger(SampleFeeds.class);
  private static final Duration INTERVAL = Duration.ofSeconds(3);
  private static final Pattern TRANSCRIPT =
      Pattern.compile("/transcripts/([a-z-]+)/(\\d{1,6})\\.vtt");
  private static final Map<String, String> FEEDS =
      Map.of(
          "/harbour-log.rss", "harbour-log",
          "/kitchen-physics.xml", "kitchen-physics",
          "/field-notes.atom", "field-notes",
          "/tidy-desk.rss", "tidy-desk");

  /** After so many intervals a show has its next episode, however many shows there are. */
  private static final int TURNS = 3;

  private final HttpServer server;
  private final ExecutorService handlers = Executors.newFixedThreadPool(4);
  private final ScheduledExecutorService publisher = Executors.newSingleThreadScheduledExecutor();
  private final Path file;
  private final List<SampleShow> shows;
  private volatile State state;

  /**
   * What survives a restart.
   *
   * @param epoch when the server first ran
   * @param published how often something came out since
   * @param changed when the newest one did
   */
  private record State(int port, Instant epoch, int published, Instant changed) {
    static State load(Path file) throws IOException {
      var properties = new Properties();
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      }
      return new State(
          Integer.parseInt(properties.getProperty("port")),
          Instant.parse(properties.getProperty("epoch")),
          Integer.parseInt(properties.getProperty("published")),
          Instant.parse(properties.getProperty("changed")));
    }

    void save(Path file) throws IOException {
      var properties = new Properties();
      properties.putAll(
          Map.of(
              "port", Integer.toString(port),
              "epoch", epoch.toString(),
              "published", Integer.toString(published),
              "changed", changed.toString()));
      Path unfinished = file.resolveSibling(file.getFileName() + ".part");
      try (Writer writer = Files.newBufferedWriter(unfinished)) {
        properties.store(writer, null);
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** How many times the shows have published whose turn this is. */
    int published(int turn) {
      return (published + TURNS - 1 - turn) / TURNS;
    }
  }

  private SampleFeeds(HttpServer server, Path file, State state) {
    this.server = server;
    this.file = file;
    this.state = state;
    this.shows = FEEDS.values().stream().sorted().map(SampleShow::load).toList();
  }

  /**
   * Starts the server.
   *
   * @throws BindException if the port that it used before is taken
   * @param file where its port and its progress are kept
   */
  public static SampleFeeds start(Path file, Clock clock) throws IOException {
    boolean continued = Files.exists(file);
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    State state = continued ? State.load(file) : new State(0, now, 0, now);
    HttpServer server = bind(state.port());
    state =
        new State(server.getAddress().getPort(), state.epoch(), state.published(), state.changed());
    state.save(file);
    var feeds = new SampleFeeds(server, file, state);
    server.setExecutor(feeds.handlers);
    server.createContext("/", feeds::answer);
    server.start();
    ScheduledFuture<?> unused =
        feeds.publisher.scheduleAtFixedRate(
            () -> feeds.publish(clock.instant()),
            INTERVAL.toMillis(),
            INTERVAL.toMillis(),
            TimeUnit.MILLISECONDS);
    return feeds;
  }

  @Override
  public String url() {
    return "http://127.0.0.1:" + state.port();
  }

  @Override
  public void close() {
    publisher.shutdownNow();
    server.stop(0);
    handlers.shutdownNow();
  }

  private void publish(Instant now) {
    State last = state;
    var next =
        new State(
            last.port(), last.epoch(), last.published() + 1, now.truncatedTo(ChronoUnit.SECONDS));
    try {
      // Kept before it is seen: an episode must not disappear because this process was killed.
      next.save(file);
      state = next;
    } catch (IOException e) {
      log.warn("No episode published: cannot keep the progress in {}", file, e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      Matcher transcript = TRANSCRIPT.matcher(path);
      if (FEEDS.containsKey(path)) {
        String type = path.endsWith(".atom") ? "application/atom+xml" : "application/rss+xml";
        send(exchange, type, feed(FEEDS.get(path)));
      } else if (transcript.matches() && FEEDS.containsValue(transcript.group(1))) {
        send(
            exchange,
            "text/vtt",
            show(transcript.group(1)).transcript(Integer.parseInt(transcript.group(2))));
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private String feed(String name) {
    State now = state;
    SampleShow show = show(name);
    return show.render(
        url(),
        now.epoch(),
        INTERVAL.multipliedBy(TURNS),
        now.published(shows.indexOf(show) % TURNS));
  }

  private SampleShow show(String name) {
    return shows.stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
  }

  private void send(HttpExchange exchange, String type, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    var checksum = new CRC32();
    checksum.update(body);
    String tag = "\"%x-%x\"".formatted(body.length, checksum.getValue());
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type + "; charset=utf-8");
    headers.set("ETag", tag);
    headers.set(
        "Last-Modified",
        DateTimeFormatter.RFC_1123_DATE_TIME.format(state.changed().atOffset(ZoneOffset.UTC)));
    headers.set("Vary", "Accept-Encoding");
    if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(304, -1);
      return;
    }
    String accepted = exchange.getRequestHeaders().getFirst("Accept-Encoding");
    if (accepted != null && accepted.contains("gzip")) {
      headers.set("Content-Encoding", "gzip");
      body = gzip(body);
    }
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  private static byte[] gzip(byte[] body) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(body);
    }
    return packed.toByteArray();
  }

  private static HttpServer bind(int port) throws IOException {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (BindException e) {
      throw taken(port, e);
    }
  }

  /** Says what to do about a port that another program has taken. */
  static BindException taken(int port, BindException cause) {
    var taken =
        new BindException(
            "Port %d, which the sample server used before, is taken; --fresh starts over on another"
                .formatted(port));
    taken.initCause(cause);
    return taken;
  }
}
