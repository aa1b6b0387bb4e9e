package io.tributary.connect.mastodon;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connect.mastodon.StateEntry.PendingPost;
import io.tributary.connect.mastodon.StateEntry.PostedMedia;
import io.tributary.connect.mastodon.StateEntry.PostedPart;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Entries as the values of the state topic. Fields may be added; unknown ones are passed over. */
final class StateJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What most entries come to. */
  private static final int LENGTH = 512;

  private StateJson() {}

  static String write(StateEntry entry) {
    var text = new StringWriter(LENGTH);
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("v", 1);
      json.writeObjectFieldStart("order");
      json.writeStringField("revision", entry.order().revision());
      json.writeStringField("topic", entry.order().topic());
      json.writeNumberField("partition", entry.order().partition());
      json.writeNumberField("offset", entry.order().offset());
      json.writeNumberField("timestamp", entry.order().timestamp());
      json.writeEndObject();
      json.writeStringField("content", entry.content());
      json.writeNumberField("generation", entry.generation());
      json.writeBooleanField("deleted", entry.deleted());
      json.writeArrayFieldStart("parts");
      for (PostedPart part : entry.parts()) {
        write(part, json);
      }
      json.writeEndArray();
      if (entry.pending() != null) {
        write(entry.pending(), json);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("Memory cannot be written to", e);
    }
    return text.toString();
  }

  private static void write(PostedPart part, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", part.id());
    json.writeStringField("url", part.url());
    json.writeStringField("fingerprint", part.fingerprint());
    json.writeStringField("at", part.at().toString());
    json.writeArrayFieldStart("media");
    for (PostedMedia medium : part.media()) {
      json.writeStartObject();
      json.writeStringField("identity", medium.identity());
      json.writeStringField("id", medium.id());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(PendingPost pending, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("pending");
    json.writeNumberField("sequence", pending.sequence());
    json.writeStringField("since", pending.since().toString());
    json.writeStringField("visibility", pending.visibility().name());
    json.writeStringField("parent", pending.parent());
    json.writeBooleanField("edit", pending.edit());
    json.writeArrayFieldStart("marks");
    for (StatusMark mark : pending.marks()) {
      json.writeStartObject();
      json.writeStringField("text", mark.text());
      if (mark.media() != null) {
        json.writeArrayFieldStart("media");
        for (String medium : mark.media()) {
          json.writeString(medium);
        }
        json.writeEndArray();
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /**
   * Reads an entry.
   *
   * @throws IllegalArgumentException if it is none
   */
  static StateEntry read(String json) {
    try {
      JsonNode root = JSON.readTree(json);
      JsonNode order = root.required("order");
      List<PostedPart> parts = new ArrayList<>();
      root.required("parts").forEach(part -> parts.add(part(part)));
      return new StateEntry(
          new RecordOrder(
              text(order, "revision"),
              order.required("topic").asText(),
              order.required("partition").asInt(),
              order.required("offset").asLong(),
              order.required("timestamp").asLong()),
          root.required("content").asText(),
          root.required("generation").asInt(),
          parts,
          root.required("deleted").asBoolean(),
          root.hasNonNull("pending") ? pending(root.get("pending")) : null);
    } catch (JsonProcessingException | DateTimeException e) {
      throw new IllegalArgumentException("Not an entry of this sink", e);
    }
  }

  private static PostedPart part(JsonNode node) {
    List<PostedMedia> media = new ArrayList<>();
    node.path("media")
        .forEach(
            medium ->
                media.add(
                    new PostedMedia(
                        medium.required("identity").asText(), medium.required("id").asText())));
    return new PostedPart(
        node.required("id").asText(),
        text(node, "url"),
        node.required("fingerprint").asText(),
        media,
        Instant.parse(node.required("at").asText()));
  }

  private static PendingPost pending(JsonNode node) {
    List<StatusMark> marks = new ArrayList<>();
    node.required("marks").forEach(mark -> marks.add(mark(mark)));
    return new PendingPost(
        node.required("sequence").asLong(),
        Instant.parse(node.required("since").asText()),
        marks,
        Visibility.valueOf(node.required("visibility").asText()),
        text(node, "parent"),
        node.required("edit").asBoolean());
  }

  private static StatusMark mark(JsonNode node) {
    List<String> media = new ArrayList<>();
    node.path("media").forEach(medium -> media.add(medium.asText()));
    return new StatusMark(node.required("text").asText(), node.hasNonNull("media") ? media : null);
  }

  private static @Nullable String text(JsonNode node, String field) {
    return node.hasNonNull(field) ? node.get(field).asText() : null;
  }
}
