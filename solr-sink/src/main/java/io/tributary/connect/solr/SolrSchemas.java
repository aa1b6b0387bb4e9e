package io.tributary.connect.solr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Adds the fields that documents need to Solr's schema, whoever else does so at the time. */
final class SolrSchemas {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern UNKNOWN_FIELD = Pattern.compile("unknown field '(.*?)'");

  /** What Solr says of a schema that will not take a field the next time either. */
  private static final Pattern HOPELESS =
      Pattern.compile("immutable|not editable|not mutable|[Ff]ield ?[Tt]ype '.*?' not found");

  /** Fields of records may name any number of collections. */
  private static final int MAX_KNOWN = 1_000;

  private final SolrHttp http;
  private final Map<String, Set<String>> known = new ConcurrentHashMap<>();

  private final Duration patience;

  /** Since when a collection has not taken new fields, or does not know one that it has taken. */
  private final Map<Trouble, Long> since = new ConcurrentHashMap<>();

  /**
   * Something that should pass.
   *
   * @param field null for all of them
   */
  private record Trouble(String collection, @Nullable String field) {}

  /**
   * Starts without knowing anything of Solr.
   *
   * @param patience how long a schema may take to become what it should be
   */
  SolrSchemas(SolrHttp http, Duration patience) {
    this.http = http;
    this.patience = patience;
  }

  /** Returns null once the collection has every field that a batch needs, else what went wrong. */
  @Nullable SolrOutcome ensure(SolrBatch batch) throws IOException {
    Map<String, SolrFieldType> missing = missing(batch);
    if (missing.isEmpty()) {
      return null;
    }
    // One thread of this task at a time; other tasks are dealt with below.
    synchronized (this) {
      missing = missing(batch);
      if (missing.isEmpty()) {
        return null;
      }
      return add(batch.collection(), missing);
    }
  }

  /**
   * Says whether Solr does not know a field that is in its schema: it answers with the new schema
   * before it applies updates with it. Not so for ever: an alias of several collections has the
   * field in one and needs it in another.
   */
  boolean isBehind(SolrBatch batch, SolrOutcome outcome) {
    if (!(outcome instanceof SolrOutcome.Refused refused)) {
      return false;
    }
    Matcher unknown = UNKNOWN_FIELD.matcher(refused.reason());
    return unknown.find()
        && isOurs(batch, unknown.group(1))
        && !isTooLong(new Trouble(batch.collection(), unknown.group(1)));
  }

  /** A collection knows all the fields of a batch. */
  void accepted(SolrBatch batch) {
    if (!since.isEmpty()) {
      since
          .keySet()
          .removeIf(
              trouble -> {
                String field = trouble.field();
                return trouble.collection().equals(batch.collection())
                    && field != null
                    && isOurs(batch, field);
              });
    }
  }

  private boolean isTooLong(Trouble trouble) {
    long now = System.nanoTime();
    if (since.size() >= MAX_KNOWN && !since.containsKey(trouble)) {
      since.clear();
    }
    return now - since.computeIfAbsent(trouble, any -> now) > patience.toNanos();
  }

  private static boolean isOurs(SolrBatch batch, String field) {
    return batch.updates().stream()
        .anyMatch(
            update ->
                update.operation() instanceof SolrOperation.Upsert upsert
                    && upsert.fields().containsKey(field));
  }

  /** The collection is not the one that it was. */
  void forget(String collection) {
    known.remove(collection);
  }

  private @Nullable SolrOutcome add(String collection, Map<String, SolrFieldType> missing)
      throws IOException {
    SolrOutcome problem = read(collection);
    if (problem != null) {
      return problem;
    }
    if (!known.containsKey(collection)) {
      // Not there: it is created where updates are.
      return null;
    }
    missing.keySet().removeAll(of(collection));
    if (missing.isEmpty()) {
      return null;
    }
    ObjectNode command = JSON.createObjectNode();
    ArrayNode fields = command.putArray("add-field");
    missing.forEach(
        (name, type) ->
            fields
                .addObject()
                .put("name", name)
                .put("type", type.typeName())
                .put("multiValued", type.multiValued())
                .put("indexed", true)
                .put("stored", true));
    SolrHttp.Answer answer =
        http.post(
            "/%s/schema?wt=json".formatted(collection),
            "application/json",
            HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(command)));
    if (answer.status() != 200) {
      if (answer.status() != 400 || !SolrFailure.isOfSolr(answer)) {
        return problem(answer);
      }
      // Another task may have been faster with some of them, and nothing of a refused command is
      // done.
      SolrOutcome again = read(collection);
      if (again != null) {
        return again;
      }
      if (of(collection).containsAll(missing.keySet())) {
        since.remove(new Trouble(collection, null));
        return null;
      }
      String reason = "The schema does not take new fields: " + SolrFailure.message(answer);
      return HOPELESS.matcher(reason).find() || isTooLong(new Trouble(collection, null))
          ? new SolrOutcome.Broken(reason + ". Add them yourself, or set schema.mode=dynamic")
          : new SolrOutcome.Unavailable(reason);
    }
    of(collection).addAll(missing.keySet());
    since.remove(new Trouble(collection, null));
    missing.keySet().forEach(field -> since.remove(new Trouble(collection, field)));
    return null;
  }

  private @Nullable SolrOutcome read(String collection) throws IOException {
    SolrHttp.Answer answer = http.get("/%s/schema/fields?wt=json".formatted(collection));
    if (answer.status() == 404) {
      known.remove(collection);
      return null;
    }
    if (answer.status() != 200 || !SolrFailure.isOfSolr(answer)) {
      return problem(answer);
    }
    Set<String> names = of(collection);
    for (JsonNode field : SolrFailure.json(answer).path("fields")) {
      names.add(field.path("name").asText());
    }
    return null;
  }

  /** Whatever is wrong with a schema, it is no document's fault. */
  private static SolrOutcome problem(SolrHttp.Answer answer) {
    String reason =
        "Solr answers %d about its schema: %s"
            .formatted(answer.status(), SolrFailure.message(answer));
    return switch (answer.status()) {
      case 401 -> SolrFailure.of(answer);
      case 403 ->
          new SolrOutcome.Broken(
              reason
                  + ". Give the user of this connector the permissions schema-read and schema-edit");
      case 400 -> new SolrOutcome.Broken(reason);
      default -> new SolrOutcome.Unavailable(reason);
    };
  }

  private Map<String, SolrFieldType> missing(SolrBatch batch) {
    Set<String> there = known.getOrDefault(batch.collection(), Set.of());
    Map<String, SolrFieldType> missing = new LinkedHashMap<>();
    for (SolrUpdate update : batch.updates()) {
      if (update.operation() instanceof SolrOperation.Upsert upsert) {
        upsert
            .fields()
            .forEach(
                (name, type) -> {
                  if (!there.contains(name)) {
                    // What holds several values once holds them always.
                    missing.merge(name, type, (a, b) -> a.multiValued() ? a : b);
                  }
                });
      }
    }
    return missing;
  }

  private Set<String> of(String collection) {
    if (known.size() >= MAX_KNOWN && !known.containsKey(collection)) {
      known.clear();
    }
    return known.computeIfAbsent(collection, any -> ConcurrentHashMap.newKeySet());
  }
}
