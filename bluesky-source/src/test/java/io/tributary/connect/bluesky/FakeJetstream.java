package io.tributary.connect.bluesky;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDictTrainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A Jetstream of both versions, and a firehose, on a loopback port, without a network behind it,
 * that does what a test tells it: it can forget, stall, vanish, send nonsense and refuse.
 */
final class FakeJetstream implements AfterEachCallback {
  static final String DICTIONARY_PATH = "/xrpc/network.bsky.jetstream.getZstdDictionary";

  /** An HTTP answer in place of a stream. */
  record Answer(int status, String body) {}

  private final ServerSocket server;
  private final List<FakeEvent> events = new ArrayList<>();
  private final Deque<Answer> answers = new ArrayDeque<>();
  private final List<FakeConnection> connections = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private int floor;
  private int held = Integer.MAX_VALUE;
  private volatile boolean knowsVersion2 = true;
  private volatile boolean tellsCursor = true;
  private volatile boolean early;
  private volatile byte @Nullable [] dictionary;
  private volatile Function<FakeConnection, Collection<FakeConnection.Step>> script =
      connection -> List.of();
  private volatile boolean closed;

  private FakeJetstream(ServerSocket server) {
    this.server = server;
  }

  /** Starts one that is closed after the test, if it is a registered extension. */
  static FakeJetstream start() {
    try {
      var fake = new FakeJetstream(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()));
      daemon(fake::accept, "fake-jetstream");
      return fake;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String host() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  String url(StreamKind kind) {
    return "ws://" + host() + kind.path();
  }

  /** Lets events happen; every open connection gets those that it asked for. */
  void publish(Collection<FakeEvent> more) {
    synchronized (events) {
      events.addAll(more);
      events.notifyAll();
    }
  }

  void publish(FakeEvent... more) {
    publish(List.of(more));
  }

  /** Sends no more than the first so many events until it may send more. */
  void hold(int count) {
    synchronized (events) {
      held = count;
      events.notifyAll();
    }
  }

  /** Forgets the oldest events. */
  void forget(int count) {
    synchronized (events) {
      floor = count;
    }
  }

  /** Has other events, under other numbers. */
  void renumber(Collection<FakeEvent> others) {
    synchronized (events) {
      events.clear();
      events.addAll(others);
    }
  }

  /** Takes every time for an earlier one, as v2 hosts do with the newest ones. */
  void startEarly() {
    early = true;
  }

  /** Answers the next requests for a stream so. */
  void answer(Answer... next) {
    synchronized (answers) {
      answers.addAll(List.of(next));
    }
  }

  /** Speaks v1 only, as old hosts do. */
  void forgetVersion2() {
    knowsVersion2 = false;
  }

  /** Sends v1 events without sequence numbers, as old hosts do. */
  void hideCursor() {
    tellsCursor = false;
  }

  void compressWith(byte @Nullable [] bytes) {
    dictionary = bytes;
  }

  byte @Nullable [] dictionary() {
    return dictionary;
  }

  /** What connections do besides sending events. */
  void script(Function<FakeConnection, Collection<FakeConnection.Step>> steps) {
    script = steps;
  }

  List<FakeConnection> connections() {
    return connections;
  }

  /** The requests for streams so far, path and query. */
  List<String> requests() {
    return requests;
  }

  boolean tellsCursor() {
    return tellsCursor;
  }

  /** Returns the place of the first event at or after a cursor. */
  int place(long cursor) {
    synchronized (events) {
      for (int i = floor; i < events.size(); i++) {
        if (early && cursor >= BlueskyResume.EARLIEST_TIME) {
          return i;
        }
        FakeEvent event = events.get(i);
        if ((cursor < BlueskyResume.EARLIEST_TIME ? event.seq() : event.timeMicros()) >= cursor) {
          return i;
        }
      }
      return events.size();
    }
  }

  boolean isForgotten(long seq) {
    synchronized (events) {
      return floor > 0 && floor < events.size() && seq < events.get(floor).seq();
    }
  }

  /** Whether events after this time are forgotten. */
  boolean isClamped(long timeMicros) {
    synchronized (events) {
      return floor > 0 && timeMicros <= events.get(floor - 1).timeMicros();
    }
  }

  int size() {
    synchronized (events) {
      return events.size();
    }
  }

  /** Returns the place after all numbers up to a cursor, as the firehose understands it. */
  int placeAfter(long cursor) {
    synchronized (events) {
      int place = floor;
      while (place < events.size() && events.get(place).seq() <= cursor) {
        place++;
      }
      return place;
    }
  }

  /** Returns the newest sequence number that may be sent. */
  long newest() {
    synchronized (events) {
      int size = Math.min(events.size(), held);
      return size == 0 ? 0 : events.get(size - 1).seq();
    }
  }

  /** Returns the events from a place on that have the same number. */
  List<FakeEvent> together(int place) {
    synchronized (events) {
      int end = place;
      while (end < events.size() && events.get(end).seq() == events.get(place).seq()) {
        end++;
      }
      return List.copyOf(events.subList(place, end));
    }
  }

  /** Returns the event of a place, waiting for it a moment; null if there is none yet. */
  @Nullable FakeEvent event(int place) throws InterruptedException {
    synchronized (events) {
      if (place >= Math.min(events.size(), held)) {
        events.wait(20);
      }
      return place < Math.min(events.size(), held) ? events.get(place) : null;
    }
  }

  private void accept() {
    while (!closed) {
      try {
        Socket socket = server.accept();
        daemon(() -> serve(socket), "fake-jetstream-connection");
      } catch (IOException e) {
        if (!closed) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      Map<String, String> head = head(socket);
      String target = String.valueOf(head.get("")).split(" ", -1)[1];
      if (target.startsWith(DICTIONARY_PATH)) {
        byte[] bytes = dictionary;
        respond(socket, bytes == null ? 404 : 200, bytes == null ? new byte[0] : bytes);
        return;
      }
      requests.add(target);
      Answer answer;
      synchronized (answers) {
        answer = answers.poll();
      }
      if (answer == null && target.startsWith(StreamKind.JETSTREAM_V2.path()) && !knowsVersion2) {
        answer = new Answer(404, "404 page not found");
      }
      var connection = new FakeConnection(this, socket, target, parameters(target));
      if (answer == null) {
        answer = connection.objection();
      }
      if (answer != null) {
        respond(socket, answer.status, answer.body.getBytes(UTF_8));
        return;
      }
      connections.add(connection);
      connection.serve(String.valueOf(head.get("sec-websocket-key")), script.apply(connection));
    } catch (IOException | InterruptedException e) {
      // The peer is gone, or the test is over.
    }
  }

  private static Map<String, String> head(Socket socket) throws IOException {
    var text = new StringBuilder();
    while (text.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("no request");
      }
      text.append((char) next);
    }
    Map<String, String> head = new HashMap<>();
    for (String line : text.toString().strip().split("\r\n", -1)) {
      int colon = line.indexOf(": ");
      boolean first = head.isEmpty();
      head.put(
          first ? "" : line.substring(0, colon).toLowerCase(Locale.ROOT),
          first ? line : line.substring(colon + 2));
    }
    return head;
  }

  private static Map<String, List<String>> parameters(String target) {
    Map<String, List<String>> parameters = new HashMap<>();
    int question = target.indexOf('?');
    if (question >= 0) {
      for (String pair : target.substring(question + 1).split("&", -1)) {
        int equals = pair.indexOf('=');
        parameters
            .computeIfAbsent(pair.substring(0, equals), name -> new ArrayList<>())
            .add(URLDecoder.decode(pair.substring(equals + 1), UTF_8));
      }
    }
    return parameters;
  }

  private static void respond(Socket socket, int status, byte[] body) throws IOException {
    String head =
        "HTTP/1.1 %d Answer\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
            .formatted(status, body.length);
    socket.getOutputStream().write(head.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
    // In a segment of its own, as slow servers send it.
    socket.getOutputStream().write(body);
    socket.getOutputStream().flush();
  }

  /** Makes a dictionary of the posts from this number on. */
  static byte[] trainDictionary(int first) {
    var trainer = new ZstdDictTrainer(1 << 20, 8_192);
    for (FakeEvent post : FakeEvent.posts(first, first + 2_000)) {
      trainer.addSample(post.json(StreamKind.JETSTREAM_V2, true));
    }
    return trainer.trainSamples();
  }

  static byte[] compress(byte[] dictionary, byte[] message) {
    try (var context = new ZstdCompressCtx()) {
      return context.loadDict(dictionary).compress(message);
    }
  }

  static void daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Ends the connections as a crash does; the port stays closed. */
  @Override
  public void afterEach(ExtensionContext context) {
    close();
  }

  void close() {
    closed = true;
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    connections.forEach(FakeConnection::abort);
  }
}
