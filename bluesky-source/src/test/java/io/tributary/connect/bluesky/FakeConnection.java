package io.tributary.connect.bluesky;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One connection of a {@link FakeJetstream}. */
final class FakeConnection {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LAST = 0x80;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  /** What happens before the event of this place, counted from the connection's first. */
  record Step(int at, Action action) {}

  /** Something that a server does. */
  @FunctionalInterface
  interface Action {
    void run(FakeConnection connection) throws IOException, InterruptedException;
  }

  private final FakeJetstream server;
  private final Socket socket;
  private final String target;
  private final Map<String, List<String>> parameters;
  private final StreamKind kind;
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final CountDownLatch greeted = new CountDownLatch(1);
  private final CountDownLatch ponged = new CountDownLatch(1);
  private volatile Set<String> dids;
  private volatile Set<String> collections;
  private volatile boolean deaf;
  private volatile boolean over;
  private final AtomicInteger sent = new AtomicInteger();

  FakeConnection(
      FakeJetstream server, Socket socket, String target, Map<String, List<String>> parameters) {
    this.server = server;
    this.socket = socket;
    this.target = target;
    this.parameters = parameters;
    int end = target.indexOf('?');
    this.kind = StreamKind.ofPath(end < 0 ? target : target.substring(0, end)).orElseThrow();
    boolean second = kind == StreamKind.JETSTREAM_V2;
    this.dids = Set.copyOf(values(second ? "dids" : "wantedDids"));
    this.collections = Set.copyOf(values(second ? "collections" : "wantedCollections"));
  }

  String target() {
    return target;
  }

  List<String> values(String parameter) {
    return parameters.getOrDefault(parameter, List.of());
  }

  /** Text that the client has sent. */
  List<String> received() {
    return received;
  }

  int sent() {
    return sent.get();
  }

  /** What a real server says to such a request, instead of a stream. */
  FakeJetstream.@Nullable Answer objection() {
    long cursor = cursor();
    if (kind == StreamKind.JETSTREAM_V2
        && cursor >= 0
        && cursor < BlueskyResume.EARLIEST_TIME
        && server.isForgotten(cursor)) {
      return new FakeJetstream.Answer(400, "{\"error\":\"CursorTooOld\",\"message\":\"gone\"}");
    }
    List<String> wanted = values("zstdDictionary");
    byte[] dictionary = server.dictionary();
    if (!wanted.isEmpty() && (dictionary == null || !wanted.get(0).equals(id(dictionary)))) {
      return new FakeJetstream.Answer(
          400, "{\"error\":\"UnknownZstdDictionary\",\"message\":\"another one\"}");
    }
    return null;
  }

  static String id(byte[] dictionary) {
    ByteBuffer start = ByteBuffer.wrap(dictionary).order(ByteOrder.LITTLE_ENDIAN);
    return String.valueOf(Integer.toUnsignedLong(start.getInt(4)));
  }

  private long cursor() {
    List<String> cursor = values("cursor");
    return cursor.isEmpty() ? -1 : Long.parseLong(cursor.get(0));
  }

  void serve(String key, Collection<Step> steps) throws IOException, InterruptedException {
    handshake(key);
    FakeJetstream.daemon(this::listen, "fake-jetstream-ears");
    if (values("requireHello").contains("true") && !greeted.await(20, TimeUnit.SECONDS)) {
      return;
    }
    long cursor = cursor();
    int place = cursor < 0 ? server.size() : server.place(cursor);
    if (kind == StreamKind.FIREHOSE && cursor >= 0) {
      if (cursor > server.newest()) {
        sendBinary(Fixtures.firehose("future-cursor"));
        close(1008, "FutureCursor");
        return;
      }
      place = server.placeAfter(cursor);
      if (server.isForgotten(cursor + 1)) {
        sendBinary(
            FirehoseFrames.message(
                "#info",
                generator -> {
                  generator.writeStartObject();
                  generator.writeStringField("name", "OutdatedCursor");
                  generator.writeEndObject();
                }));
      }
    }
    if (kind == StreamKind.JETSTREAM_V2
        && cursor >= BlueskyResume.EARLIEST_TIME
        && server.isClamped(cursor)) {
      send(
          "{\"$type\":\"message\",\"payload\":{\"$type\":\"network.bsky.jetstream"
              + ".subscribeEvents#info\",\"name\":\"OutdatedCursor\",\"message\":\"old\"}}");
    }
    while (!over) {
      for (Step step : steps) {
        if (step.at == sent.get()) {
          step.action.run(this);
        }
      }
      FakeEvent event = null;
      while (event == null && !over) {
        event = server.event(place);
      }
      if (event != null && kind == StreamKind.FIREHOSE) {
        List<FakeEvent> together = server.together(place);
        sendBinary(FakeEvent.cbor(together));
        sent.incrementAndGet();
        place += together.size();
        continue;
      }
      place++;
      if (event != null && isWanted(event)) {
        send(event);
        sent.incrementAndGet();
      }
    }
  }

  private boolean isWanted(FakeEvent event) {
    return (dids.isEmpty() || dids.contains(event.did()))
        && (collections.isEmpty()
            || !event.kind().equals("commit")
            || collections.contains(event.collection()));
  }

  void send(FakeEvent event) throws IOException {
    byte[] json = event.json(kind, server.tellsCursor());
    byte[] dictionary = server.dictionary();
    boolean compressed = !values("zstdDictionary").isEmpty() || values("compress").contains("true");
    if (compressed && dictionary != null) {
      write(LAST | BINARY, FakeJetstream.compress(dictionary, json));
    } else {
      write(LAST | TEXT, json);
    }
  }

  void send(String text) throws IOException {
    write(LAST | TEXT, text.getBytes(UTF_8));
  }

  void sendText(byte[] bytes) throws IOException {
    write(LAST | TEXT, bytes);
  }

  void sendBinary(byte[] bytes) throws IOException {
    write(LAST | BINARY, bytes);
  }

  synchronized void sendRaw(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Whether the client has closed, or the server. */
  boolean isOver() {
    return over;
  }

  void ping() throws IOException {
    write(LAST | PING, new byte[] {'p'});
  }

  boolean awaitPong(long millis) throws InterruptedException {
    return ponged.await(millis, TimeUnit.MILLISECONDS);
  }

  /** Ends without a close frame. */
  void abort() {
    over = true;
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // That is what was wanted.
    }
  }

  void close(int code, String reason) throws IOException {
    byte[] text = reason.getBytes(UTF_8);
    write(
        LAST | CLOSE,
        ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array());
    over = true;
    socket.shutdownOutput();
  }

  /** Sends no more events, but answers. */
  void stall() throws InterruptedException {
    while (!over) {
      synchronized (this) {
        wait(20);
      }
    }
  }

  /** Does nothing more, and answers nothing. */
  void freeze() throws InterruptedException {
    deaf = true;
    stall();
  }

  /** Sends one frame of several that make a message: the first tells the kind, the rest is 0. */
  void sendPart(int opcode, boolean last, byte[] payload) throws IOException {
    write((last ? 0x80 : 0) | opcode, payload);
  }

  private synchronized void write(int start, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 10);
    frame.put((byte) start);
    if (payload.length < 126) {
      frame.put((byte) payload.length);
    } else if (payload.length < 1 << 16) {
      frame.put((byte) 126).putShort((short) payload.length);
    } else {
      frame.put((byte) 127).putLong(payload.length);
    }
    frame.put(payload);
    socket.getOutputStream().write(frame.array(), 0, frame.position());
  }

  private void handshake(String key) throws IOException {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(ISO_8859_1));
      String head =
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Accept: "
              + Base64.getEncoder().encodeToString(hash)
              + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(ISO_8859_1));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void listen() {
    try {
      var input = new DataInputStream(socket.getInputStream());
      while (!over) {
        int opcode = input.readUnsignedByte() & 0x0f;
        int length = input.readUnsignedByte() & 0x7f;
        long size =
            length == 126 ? input.readUnsignedShort() : length == 127 ? input.readLong() : length;
        byte[] mask = input.readNBytes(4);
        byte[] payload = input.readNBytes((int) size);
        for (int i = 0; i < payload.length; i++) {
          payload[i] ^= mask[i % 4];
        }
        hear(opcode, payload);
      }
    } catch (IOException e) {
      over = true;
    }
  }

  private void hear(int opcode, byte[] payload) throws IOException {
    if (deaf) {
      return;
    }
    switch (opcode) {
      case PING -> write(LAST | PONG, payload);
      case PONG -> ponged.countDown();
      case CLOSE -> {
        write(LAST | CLOSE, payload);
        over = true;
      }
      case TEXT -> {
        String text = new String(payload, UTF_8);
        received.add(text);
        JsonNode options = JSON.readTree(text).path("payload");
        dids = texts(options.path("wantedDids"));
        collections = texts(options.path("wantedCollections"));
        greeted.countDown();
      }
      default -> throw new IOException("unexpected frame " + opcode + Arrays.toString(payload));
    }
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> texts = new HashSet<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
