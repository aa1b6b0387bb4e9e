package io.tributary.connect.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One event of an invented network, which depends on its number alone: mostly a post that is new,
 * now and then one that is edited or deleted.
 */
record SamplePost(long number, Instant time) {
  /** How many posts there were before the sample server first ran. */
  static final int BACKLOG = 10;

  private static final int EDIT_EVERY = 12;
  private static final int DELETE_EVERY = 17;

  /** Every third edit takes the hashtags away. */
  private static final int UNTAG_EVERY = 3 * EDIT_EVERY;

  /** How long ago what is edited or deleted was posted, in events. */
  private static final int LATER = 7;

  private static final String COLLECTION = "app.bsky.feed.post";
  private static final Pattern FACETS = Pattern.compile("https://[^\\s]+|#\\w+");
  private static final Pattern HASHTAG = Pattern.compile(" #\\w+");
  private static final List<String> LINES = lines();

  /** Returns the message about it as Jetstream v2 words it. */
  String message() {
    ObjectNode message = JsonNodeFactory.instance.objectNode().put("$type", "message");
    ObjectNode event = message.putObject("payload");
    long subject = isEdit() || isDelete() ? number - LATER : number;
    event
        .put("$type", "network.bsky.jetstream.subscribeEvents#commit")
        .put("seq", number)
        .put("did", "did:plc:sample" + author(subject).replace(".", ""))
        .put("time", time.toString())
        .put("rev", key(number))
        .put("operation", isDelete() ? "delete" : isEdit() ? "update" : "create")
        .put("collection", COLLECTION)
        .put("rkey", key(subject));
    if (!isDelete()) {
      event.set("record", record(isEdit() ? edited(text(subject)) : text(subject)));
      event.put("cid", "bafyreisample" + key(number));
    }
    return message.toString();
  }

  private String edited(String text) {
    String kept = number % UNTAG_EVERY == 0 ? HASHTAG.matcher(text).replaceAll("") : text;
    return kept + " (edited)";
  }

  private boolean isEdit() {
    return number % EDIT_EVERY == 0 && isPost(number - LATER);
  }

  private boolean isDelete() {
    return number % DELETE_EVERY == 0 && number % EDIT_EVERY != 0 && isPost(number - LATER);
  }

  private static boolean isPost(long number) {
    return number > 0 && number % EDIT_EVERY != 0 && number % DELETE_EVERY != 0;
  }

  private ObjectNode record(String text) {
    ObjectNode record = JsonNodeFactory.instance.objectNode();
    record.put("$type", COLLECTION).put("createdAt", time.toString());
    record.putArray("langs").add("en");
    record.put("text", text);
    ArrayNode facets = record.putArray("facets");
    Matcher found = FACETS.matcher(text);
    while (found.find()) {
      ObjectNode facet = facets.addObject();
      int start = text.substring(0, found.start()).getBytes(UTF_8).length;
      facet
          .putObject("index")
          .put("byteStart", start)
          .put("byteEnd", start + found.group().getBytes(UTF_8).length);
      ObjectNode feature = facet.putArray("features").addObject();
      if (found.group().startsWith("#")) {
        feature.put("$type", "app.bsky.richtext.facet#tag").put("tag", found.group().substring(1));
      } else {
        feature.put("$type", "app.bsky.richtext.facet#link").put("uri", found.group());
      }
    }
    return record;
  }

  private static String key(long number) {
    return "3sample%06d".formatted(number);
  }

  private static String author(long number) {
    return line(number)[0];
  }

  private static String text(long number) {
    return line(number)[1];
  }

  private static String[] line(long number) {
    return LINES.get((int) ((number - 1) % LINES.size())).split(" \\| ", 2);
  }

  private static List<String> lines() {
    try (InputStream in = SamplePost.class.getResourceAsStream("sample/posts/posts.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
