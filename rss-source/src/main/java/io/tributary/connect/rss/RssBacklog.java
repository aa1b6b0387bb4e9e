package io.tributary.connect.rss;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** The transcripts of a feed that are still to be fetched, oldest first; part of its offset. */
record RssBacklog(List<RssWaiting> waiting) {
  static final RssBacklog EMPTY = new RssBacklog(List.of());

  /** What an offset has room for beside a full memory. */
  static final int LONGEST = 10_000;

  /** What it may have before it is compressed: what compresses well would never end. */
  private static final int MOST_BYTES = 1 << 20;

  private static final JsonMapper JSON = new JsonMapper();

  RssBacklog {
    waiting = List.copyOf(waiting);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  boolean fits() {
    byte[] json = json();
    return json.length <= MOST_BYTES && packed(json).length() <= LONGEST;
  }

  RssBacklog with(RssWaiting transcript) {
    List<RssWaiting> more = new ArrayList<>(waiting);
    more.removeIf(other -> other.entryId().equals(transcript.entryId()));
    more.add(transcript);
    return new RssBacklog(more);
  }

  /** Notes how many passages of a transcript were emitted. */
  RssBacklog emitted(String entryId, int passages) {
    return new RssBacklog(
        waiting.stream()
            .map(other -> other.entryId().equals(entryId) ? other.emitted(passages) : other)
            .toList());
  }

  RssBacklog without(String entryId) {
    return new RssBacklog(
        waiting.stream().filter(other -> !other.entryId().equals(entryId)).toList());
  }

  /** Compresses it: the URLs of one feed have much in common. */
  String encode() {
    return isEmpty() ? "" : packed(json());
  }

  private byte[] json() {
    ArrayNode all = JSON.createArrayNode();
    for (RssWaiting one : waiting) {
      all.addArray()
          .add(one.entryId())
          .add(one.episodeTitle())
          .add(one.episodeUrl())
          .add(one.audioUrl())
          .add(one.url())
          .add(one.mimeType())
          .add(one.language())
          .add(one.since().toString())
          .add(one.emitted());
    }
    return all.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String packed(byte[] json) {
    var bytes = new ByteArrayOutputStream();
    try (var deflater = new DeflaterOutputStream(bytes)) {
      deflater.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws RuntimeException if it is something else
   */
  static RssBacklog decode(@Nullable String encoded) {
    if (encoded == null || encoded.isEmpty()) {
      return EMPTY;
    }
    byte[] packed = Base64.getDecoder().decode(encoded);
    List<RssWaiting> waiting = new ArrayList<>();
    try (var inflater = new InflaterInputStream(new ByteArrayInputStream(packed))) {
      for (JsonNode one : JSON.readTree(inflater.readNBytes(MOST_BYTES))) {
        waiting.add(
            new RssWaiting(
                required(one, 0),
                one.path(1).textValue(),
                one.path(2).textValue(),
                one.path(3).textValue(),
                required(one, 4),
                required(one, 5),
                one.path(6).textValue(),
                Instant.parse(required(one, 7)),
                one.path(8).asInt()));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no list of transcripts", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new RssBacklog(waiting);
  }

  private static String required(JsonNode from, int index) {
    String text = from.path(index).textValue();
    if (text == null) {
      throw new IllegalArgumentException("a transcript that lacks a part");
    }
    return text;
  }
}
