package io.tributary.connect.bluesky;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Collection;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What a server is asked for.
 *
 * @param address where, with all parameters
 * @param options what is sent once the connection is open; null for nothing
 */
record BlueskyRequest(URI address, @Nullable String options) {
  /** More accounts than this go into a message where there is one: URLs have limits. */
  private static final int MAX_DIDS_IN_URL = 100;

  /** How messages are to be compressed. */
  sealed interface Packing {
    record Plain() implements Packing {}

    /** With a dictionary; v1 knows of one only and does not ask which. */
    record ByDictionary(long id) implements Packing {}
  }

  static BlueskyRequest of(
      BlueskyEndpoint endpoint,
      BlueskyResume resume,
      List<String> collections,
      Collection<String> dids,
      Packing packing) {
    var query = new Query();
    resume.parameter(endpoint.kind()).ifPresent(cursor -> query.add("cursor", cursor));
    boolean later = false;
    switch (endpoint.kind()) {
      case JETSTREAM_V2 -> {
        // Identities and accounts keep the cursor moving while a collection is quiet.
        List.of("commit", "identity", "account").forEach(kind -> query.add("kinds", kind));
        collections.forEach(collection -> query.add("collections", collection));
        dids.forEach(did -> query.add("dids", did));
        if (packing instanceof Packing.ByDictionary dictionary) {
          query.add("zstdDictionary", dictionary.id());
        }
      }
      case JETSTREAM_V1 -> {
        later = dids.size() > MAX_DIDS_IN_URL;
        if (later) {
          query.add("requireHello", true);
        } else {
          collections.forEach(collection -> query.add("wantedCollections", collection));
          dids.forEach(did -> query.add("wantedDids", did));
        }
        if (!(packing instanceof Packing.Plain)) {
          query.add("compress", true);
        }
      }
      case FIREHOSE -> {
        // It knows no filters.
      }
    }
    return new BlueskyRequest(
        URI.create(endpoint.address() + query.toString()),
        later ? options(collections, dids) : null);
  }

  private static String options(List<String> collections, Collection<String> dids) {
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    message.put("type", "options_update");
    ObjectNode payload = message.putObject("payload");
    ArrayNode wantedCollections = payload.putArray("wantedCollections");
    collections.forEach(wantedCollections::add);
    ArrayNode wantedDids = payload.putArray("wantedDids");
    dids.forEach(wantedDids::add);
    payload.put("maxMessageSizeBytes", 0);
    return message.toString();
  }

  private static final class Query {
    private final StringJoiner parameters = new StringJoiner("&", "?", "").setEmptyValue("");

    void add(String name, Object value) {
      parameters.add(name + "=" + URLEncoder.encode(String.valueOf(value), UTF_8));
    }

    @Override
    public String toString() {
      return parameters.toString();
    }
  }
}
