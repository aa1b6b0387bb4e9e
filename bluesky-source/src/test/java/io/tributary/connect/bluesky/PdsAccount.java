package io.tributary.connect.bluesky;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An account of a real server, and what its owner does with it. */
final class PdsAccount {
  private static final ObjectMapper JSON = new ObjectMapper();
  // The server takes any offer to upgrade, to HTTP/2 also, for one of a WebSocket.
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private final URI server;
  private final String did;
  private final String token;

  private PdsAccount(URI server, String did, String token) {
    this.server = server;
    this.did = did;
    this.token = token;
  }

  /** A record that the server has taken. */
  record Stored(String uri, String cid) {
    String rkey() {
      return uri.substring(uri.lastIndexOf('/') + 1);
    }
  }

  static PdsAccount create(URI server, String handle) {
    ObjectNode input =
        object()
            .put("handle", handle)
            .put("email", handle + "@example.com")
            .put("password", "known to all");
    JsonNode account = call(server, "com.atproto.server.createAccount", null, input);
    return new PdsAccount(
        server, account.path("did").textValue(), account.path("accessJwt").textValue());
  }

  String did() {
    return did;
  }

  /** Creates a record of the collection that its $type names. */
  Stored create(ObjectNode record) {
    ObjectNode input = write(record.path("$type").textValue());
    input.set("record", record);
    return stored(call("com.atproto.repo.createRecord", input));
  }

  /** Creates a post that says just this. */
  Stored post(String text) {
    return create(postRecord(text));
  }

  Stored update(Stored stored, ObjectNode record) {
    ObjectNode input = write(record.path("$type").textValue()).put("rkey", stored.rkey());
    input.set("record", record);
    return stored(call("com.atproto.repo.putRecord", input));
  }

  void delete(Stored stored) {
    call("com.atproto.repo.deleteRecord", write(PostReader.COLLECTION).put("rkey", stored.rkey()));
  }

  /** Writes several posts and deletes others, in one commit. */
  void write(Iterable<String> texts, Iterable<Stored> deleted) {
    ArrayNode writes = JsonNodeFactory.instance.arrayNode();
    for (String text : texts) {
      writes
          .addObject()
          .put("$type", "com.atproto.repo.applyWrites#create")
          .put("collection", PostReader.COLLECTION)
          .set("value", postRecord(text));
    }
    for (Stored stored : deleted) {
      writes
          .addObject()
          .put("$type", "com.atproto.repo.applyWrites#delete")
          .put("collection", PostReader.COLLECTION)
          .put("rkey", stored.rkey());
    }
    call("com.atproto.repo.applyWrites", object().put("repo", did).set("writes", writes));
  }

  /** Uploads a file, and returns the reference that records contain. */
  ObjectNode upload(byte[] file, String mimeType) {
    HttpRequest.Builder request =
        request(server, "com.atproto.repo.uploadBlob", token)
            .header("Content-Type", mimeType)
            .POST(BodyPublishers.ofByteArray(file));
    return (ObjectNode) send(request).path("blob");
  }

  void rename(String handle) {
    call("com.atproto.identity.updateHandle", object().put("handle", handle));
  }

  void deactivate() {
    call("com.atproto.server.deactivateAccount", object());
  }

  void activate() {
    HttpRequest.Builder request = request(server, "com.atproto.server.activateAccount", token);
    send(request.POST(BodyPublishers.noBody()));
  }

  /** Returns a record as the server itself renders it as JSON. */
  JsonNode read(Stored stored) {
    String query = "?repo=" + did + "&collection=" + collection(stored) + "&rkey=" + stored.rkey();
    return send(request(server, "com.atproto.repo.getRecord" + query, token)).path("value");
  }

  static ObjectNode postRecord(String text) {
    return object()
        .put("$type", PostReader.COLLECTION)
        .put("text", text)
        .put("createdAt", "2026-11-21T10:00:00.000Z");
  }

  private static String collection(Stored stored) {
    String[] parts = stored.uri().split("/", -1);
    return parts[parts.length - 2];
  }

  private ObjectNode write(String collection) {
    return object().put("repo", did).put("collection", collection);
  }

  private JsonNode call(String method, JsonNode input) {
    return call(server, method, token, input);
  }

  private static JsonNode call(URI server, String method, @Nullable String token, JsonNode input) {
    return send(
        request(server, method, token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(input.toString())));
  }

  private static HttpRequest.Builder request(URI server, String method, @Nullable String token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve("/xrpc/" + method)).timeout(DEADLINE);
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  private static JsonNode send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(response.statusCode() + ": " + response.body());
      }
      return response.body().isEmpty() ? object() : JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Stored stored(JsonNode output) {
    return new Stored(output.path("uri").textValue(), output.path("cid").textValue());
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
