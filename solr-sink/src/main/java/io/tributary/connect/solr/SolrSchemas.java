package io.tributary.connect.solr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Clock;
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

  /** Fields that a schema has not taken. */
  private final SolrTroubles<Field> untaken;

  /** Fields that a schema has and updates do not know. */
  private final SolrTroubles<Field> unknown;

  private record Field(String collection, String name) {
    boolean isOf(SolrBatch batch) {
      return collection.equals(batch.collection())
          && batch.updates().stream()
              .anyMatch(
                  update ->
                      update.operation() instanceof SolrOperation.Upsert upsert
                          && upsert.fields().containsKey(name));
    }
  }

  /**
   * Starts without knowing anything of Solr.
   *
   * @param patience how long a schema may take to become what it should be
   */
  SolrSchemas(SolrSinkConfig config, SolrHttp http, Duration patience, Clock clock) {
    this.http = http;
    this.untaken = new SolrTroubles<>(config, patience, clock);
    this.unknown = new SolrTroubles<>(config, patience, clock);
  }

  /** Returns null once the collection has every field that a batch needs, else what went wrong. */
  @Nullable SolrOutcome ensure(SolrBatch batch) throws IOException {
    if (missing(batch).isEmpty()) {
      untaken.over(field -> field.isOf(batch));
      return null;
    }
    // One thread of this task at a time; other tasks are dealt with below.
    synchronized (this) {
      Map<String, SolrFieldType> missing = missing(batch);
      SolrOutcome problem = missing.isEmpty() ? null : add(batch.collection(), missing);
      if (problem == null) {
        untaken.over(field -> field.isOf(batch));
      }
      return problem;
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
    Matcher named = UNKNOWN_FIELD.matcher(refused.reason());
    if (!named.find()) {
      return false;
    }
    var field = new Field(batch.collection(), named.group(1));
    return field.isOf(batch) && !unknown.isTooLong(field);
  }

  /** A collection knows all the fields of a batch. */
  void accepted(SolrBatch batch) {
    unknown.over(field -> field.isOf(batch));
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
        return null;
      }
      String reason = "The schema does not take new fields: " + SolrFailure.message(answer);
      return HOPELESS.matcher(reason).find() || isTooLong(collection, missing.keySet())
          ? new SolrOutcome.Broken(reason + ". Add them yourself, or set schema.mode=dynamic")
          : new SolrOutcome.Unavailable(reason);
    }
    of(collection).addAll(missing.keySet());
    missing.keySet().forEach(name -> unknown.over(new Field(collection, name)));
    return null;
  }

  private boolean isTooLong(String collection, Set<String> names) {
    // Each of them is noted.
    return names.stream().filter(name -> untaken.isTooLong(new Field(collection, name))).count()
        > 0;
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
