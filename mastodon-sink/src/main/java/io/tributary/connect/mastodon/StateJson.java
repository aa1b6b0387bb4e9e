package io.tributary.connect.mastodon;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.connect.mastodon.StateEntry.PendingPost;
import io.tributary.connect.mastodon.StateEntry.PostedMedia;
import io.tributary.connect.mastodon.StateEntry.PostedPart;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Entries as the values of the state topic. Fields may be added; unknown ones are passed over. */
final class StateJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private StateJson() {}

  static String write(StateEntry entry) {
    ObjectNode root = JSON.createObjectNode();
    root.put("v", 1);
    ObjectNode order = root.putObject("order");
    order.put("revision", entry.order().revision());
    order.put("topic", entry.order().topic());
    order.put("partition", entry.order().partition());
    order.put("offset", entry.order().offset());
    order.put("timestamp", entry.order().timestamp());
    root.put("content", entry.content());
    root.put("generation", entry.generation());
    root.put("deleted", entry.deleted());
    ArrayNode parts = root.putArray("parts");
    for (PostedPart part : entry.parts()) {
      ObjectNode node = parts.addObject();
      node.put("id", part.id());
      node.put("url", part.url());
      node.put("fingerprint", part.fingerprint());
      node.put("at", part.at().toString());
      ArrayNode media = node.putArray("media");
      part.media()
          .forEach(
              medium ->
                  media.addObject().put("identity", medium.identity()).put("id", medium.id()));
    }
    PendingPost pending = entry.pending();
    if (pending != null) {
      ObjectNode node = root.putObject("pending");
      node.put("sequence", pending.sequence());
      node.put("since", pending.since().toString());
      node.put("visibility", pending.visibility().name());
      node.put("parent", pending.parent());
      node.put("edit", pending.edit());
      ArrayNode marks = node.putArray("marks");
      for (StatusMark mark : pending.marks()) {
        ObjectNode written = marks.addObject().put("text", mark.text());
        if (mark.media() != null) {
          ArrayNode media = written.putArray("media");
          mark.media().forEach(media::add);
        }
      }
    }
    return root.toString();
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
