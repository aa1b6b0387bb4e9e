package io.tributary.connect.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Posts as Jetstream v1 tells them, of the sizes and the mixture of the network's: some thousand
 * different ones over and over, each time with another number, time, key and revision.
 */
final class BlueskyPosts {
  /** What a second of the network has. */
  static final int A_SECOND = 500;

  private static final int DIFFERENT = 4_000;
  private static final long FIRST_SEQ = 1_000_000_000L;
  private static final long FIRST_MICROS = 1_790_000_000_000_000L;
  private static final String DIGITS = "234567abcdefghijklmnopqrstuvwxyz";
  private static final String SEQ = "1111111111";
  private static final String MICROS = "2222222222222222";
  private static final String KEY = "3333333333333";
  private static final String REV = "4444444444444";
  private static final List<String> WORDS =
      List.of(
          "the", "tide", "turns", "slowly", "and", "nobody", "says", "why", "harbour", "lantern",
          "coffee", "before", "eight", "rain", "again", "überall", "naïve", "🌊", "港", "видно");

  private final List<Template> templates = new ArrayList<>();

  /** A WebSocket frame with places to fill in. */
  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  private record Template(byte[] frame, int seq, int micros, int key, int rev) {}

  BlueskyPosts() {
    var random = new Random(7);
    for (int i = 0; i < DIFFERENT; i++) {
      templates.add(template(event(random)));
    }
  }

  static long seq(long number) {
    return FIRST_SEQ + number;
  }

  /** Returns the number of the event that a cursor asks for, which may be a time. */
  static long number(long cursor) {
    return cursor >= FIRST_SEQ && cursor < FIRST_MICROS / 1_000 ? cursor - FIRST_SEQ : 0;
  }

  int frameBytes(long number) {
    return templates.get((int) (number % DIFFERENT)).frame.length;
  }

  /** Appends the frame of one event. */
  void write(long number, ByteBuffer to) {
    Template template = templates.get((int) (number % DIFFERENT));
    int start = to.position();
    to.put(template.frame);
    decimal(to, start + template.seq + SEQ.length(), seq(number));
    long micros = FIRST_MICROS + number * (1_000_000 / A_SECOND);
    decimal(to, start + template.micros + MICROS.length(), micros);
    base32(to, start + template.key + KEY.length(), micros << 10);
    base32(to, start + template.rev + REV.length(), (micros << 10) + 1);
  }

  private static void decimal(ByteBuffer to, int end, long value) {
    long rest = value;
    for (int at = end - 1; rest > 0; at--) {
      to.put(at, (byte) ('0' + rest % 10));
      rest /= 10;
    }
  }

  private static void base32(ByteBuffer to, int end, long value) {
    long rest = value;
    for (int i = 1; i <= KEY.length(); i++) {
      to.put(end - i, (byte) DIGITS.charAt((int) (rest & 31)));
      rest >>>= 5;
    }
  }

  private static ObjectNode event(Random random) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("did", did(random)).put("time_us", Long.parseLong(MICROS)).put("kind", "commit");
    event.put("cursor", Long.parseLong(SEQ));
    ObjectNode commit = event.putObject("commit");
    commit.put("rev", REV).put("operation", "create").put("collection", "app.bsky.feed.post");
    commit.put("rkey", KEY);
    ObjectNode record = commit.putObject("record");
    record.put("$type", "app.bsky.feed.post").put("createdAt", "2026-09-21T14:13:20.000Z");
    record.putArray("langs").add("en");
    String text = text(random);
    record.put("text", text);
    if (random.nextInt(100) < 35) {
      ObjectNode reply = record.putObject("reply");
      reply.set("root", reference(random));
      reply.set("parent", reference(random));
    }
    if (random.nextInt(100) < 30) {
      facets(record.putArray("facets"), text, random);
    }
    if (random.nextInt(100) < 25) {
      images(record.putObject("embed"), random);
    }
    commit.put("cid", cid(random));
    return event;
  }

  private static String text(Random random) {
    var text = new StringBuilder();
    for (int length = 20 + random.nextInt(200); text.length() < length; ) {
      text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
    }
    return text.append("example.org/a/long/way").toString();
  }

  private static void facets(ArrayNode facets, String text, Random random) {
    ObjectNode facet = facets.addObject();
    int end = text.getBytes(UTF_8).length;
    facet.putObject("index").put("byteStart", end - 22).put("byteEnd", end);
    facet
        .putArray("features")
        .addObject()
        .put("$type", "app.bsky.richtext.facet#link")
        .put("uri", "https://example.org/a/long/way/" + random.nextInt(1_000_000));
  }

  private static void images(ObjectNode embed, Random random) {
    embed.put("$type", "app.bsky.embed.images");
    ObjectNode image = embed.putArray("images").addObject().put("alt", "What can be seen");
    image.putObject("aspectRatio").put("height", 1_500).put("width", 2_000);
    ObjectNode blob = image.putObject("image").put("$type", "blob").put("mimeType", "image/jpeg");
    blob.putObject("ref").put("$link", cid(random));
    blob.put("size", random.nextInt(1_000_000));
  }

  private static ObjectNode reference(Random random) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("cid", cid(random))
        .put("uri", "at://" + did(random) + "/app.bsky.feed.post/" + letters(random, 13));
  }

  private static String did(Random random) {
    return "did:plc:" + letters(random, 24);
  }

  private static String cid(Random random) {
    return "bafyrei" + letters(random, 52);
  }

  private static String letters(Random random, int count) {
    var letters = new StringBuilder();
    for (int i = 0; i < count; i++) {
      letters.append(DIGITS.charAt(random.nextInt(32)));
    }
    return letters.toString();
  }

  private static Template template(ObjectNode event) {
    byte[] json = event.toString().getBytes(UTF_8);
    ByteBuffer frame = ByteBuffer.allocate(json.length + 4);
    // All are longer than 125 bytes and shorter than 64 KiB.
    frame.put((byte) 0x81).put((byte) 126).putShort((short) json.length).put(json);
    // No character of these is more than a byte, whatever else the text has.
    String bytes = new String(frame.array(), ISO_8859_1);
    return new Template(
        frame.array(),
        bytes.indexOf(SEQ),
        bytes.indexOf(MICROS),
        bytes.indexOf(KEY),
        bytes.indexOf(REV));
  }
}
