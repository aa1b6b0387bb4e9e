package io.tributary.connect.solr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpRequest;
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

  private final SolrHttp http;
  private final Map<String, Set<String>> known = new ConcurrentHashMap<>();

  SolrSchemas(SolrHttp http) {
    this.http = http;
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
   * before it applies updates with it.
   */
  boolean isBehind(SolrBatch batch, SolrOutcome outcome) {
    if (!(outcome instanceof SolrOutcome.Refused refused)) {
      return false;
    }
    Matcher unknown = UNKNOWN_FIELD.matcher(refused.reason());
    return unknown.find()
        && batch.updates().stream()
            .anyMatch(
                update ->
                    update.operation() instanceof SolrOperation.Upsert upsert
                        && upsert.fields().containsKey(unknown.group(1)));
  }

  /** The collection is not the one that it was. */
  void forget(String collection) {
    known.remove(collection);
  }

  private @Nullable SolrOutcome add(String collection, Map<String, SolrFieldType> missing)
      throws IOException {
    SolrOutcome problem = read(collection);
    if (problem != null) {
      // A collection that is not there is created where updates are.
      return problem instanceof SolrOutcome.Broken ? null : problem;
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
      SolrOutcome refused = SolrUpdates.outcome(answer);
      if (!(refused instanceof SolrOutcome.Refused)) {
        return refused;
      }
      // Another task may have been faster with some of them, and nothing of a refused command is
      // done.
      SolrOutcome again = read(collection);
      if (again != null) {
        return again;
      }
      return of(collection).containsAll(missing.keySet())
          ? null
          : new SolrOutcome.Unavailable("The schema cannot take new fields yet: " + refused);
    }
    of(collection).addAll(missing.keySet());
    return null;
  }

  private @Nullable SolrOutcome read(String collection) throws IOException {
    SolrHttp.Answer answer = http.get("/%s/schema/fields?wt=json".formatted(collection));
    if (answer.status() != 200) {
      return SolrUpdates.outcome(answer);
    }
    Set<String> names = of(collection);
    for (JsonNode field : JSON.readTree(answer.body()).path("fields")) {
      names.add(field.path("name").asText());
    }
    return null;
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
    return known.computeIfAbsent(collection, any -> ConcurrentHashMap.newKeySet());
  }
}
