package io.tributary.connect.solr;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.solr.client.solrj.request.JavaBinUpdateRequestCodec;
import org.apache.solr.client.solrj.request.UpdateRequest;
import org.jspecify.annotations.Nullable;

/** Sends batches as javabin, each in one request. */
final class SolrUpdates implements SolrTransport {
  private static final String JAVABIN = "application/javabin";

  /** A node that starts, or a schema that changes, may not be what it should be for so long. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Fields of records may name any number of collections. */
  private static final int MAX_KNOWN = 1_000;

  private final SolrHttp http;
  private final String parameters;
  private final int commitWithinMillis;
  private final String deleteParameter;
  private final SolrCollections collections;
  private final boolean creates;
  private final boolean chosenByFields;
  private final Duration patience;
  private final SolrSchemas schemas;
  private final SolrRouting routing;

  /** When a core accepted something for the last time. */
  private final Map<Kind, Long> acceptedAt = new ConcurrentHashMap<>();

  /** Since when a collection has not been found, and nobody could say whether it is there. */
  private final Map<String, Long> missingSince = new ConcurrentHashMap<>();

  /**
   * What a core has accepted: with a full disk it may still take deletes.
   *
   * @param place the core
   * @param documents whether there were documents, or just anything
   */
  private record Kind(String place, boolean documents) {}

  SolrUpdates(SolrSinkConfig config, SolrHttp http) {
    this(config, http, PATIENCE);
  }

  /**
   * Starts without knowing anything of Solr.
   *
   * @param patience how long Solr may not find a collection, nor say whether it has it, or not do
   *     what its schema promises
   */
  SolrUpdates(SolrSinkConfig config, SolrHttp http, Duration patience) {
    this.http = http;
    this.patience = patience;
    this.parameters =
        "?wt=json&omitHeader=false"
            + config.updateChain().map(chain -> "&update.chain=" + encode(chain)).orElse("");
    this.commitWithinMillis = config.commitWithinMillis();
    this.deleteParameter = config.versionDeleteParameter();
    this.collections = new SolrCollections(config, http);
    this.creates = config.createsCollections();
    this.chosenByFields = config.collection().usesFields();
    this.schemas = new SolrSchemas(http, patience);
    this.routing = new SolrRouting(http, config.urls());
  }

  @Override
  public SolrOutcome send(SolrBatch batch) {
    SolrOutcome outcome;
    try {
      outcome = schemas.ensure(batch);
      if (outcome == null) {
        outcome = write(batch);
      }
    } catch (IOException e) {
      outcome = new SolrOutcome.Unavailable(String.valueOf(e.getMessage()));
    }
    if (outcome instanceof SolrOutcome.Unavailable || outcome instanceof SolrOutcome.ServerError) {
      routing.forget(batch.collection());
    }
    return outcome;
  }

  private SolrOutcome write(SolrBatch batch) throws IOException {
    List<SolrRouting.Part> parts = routing.parts(batch);
    if (parts.isEmpty()) {
      return new SolrOutcome.Unavailable("A shard has no leader");
    }
    for (SolrRouting.Part part : parts) {
      SolrHttp.Answer answer = post(part);
      if (answer.status() == 404) {
        return notFound(batch.collection(), answer);
      }
      SolrOutcome outcome = SolrFailure.of(answer);
      if (schemas.isBehind(batch, outcome)) {
        schemas.forget(batch.collection());
        return new SolrOutcome.Unavailable("Solr does not use its new schema yet");
      }
      if (outcome instanceof SolrOutcome.ServerError error) {
        return new SolrOutcome.ServerError(error.reason(), sinceAccepted(part));
      }
      if (!(outcome instanceof SolrOutcome.Accepted)) {
        return outcome;
      }
      accepted(part);
      schemas.accepted(part.batch());
    }
    return new SolrOutcome.Accepted();
  }

  private void accepted(SolrRouting.Part part) {
    String place = part.place();
    if (place != null) {
      if (acceptedAt.size() >= 2 * MAX_KNOWN) {
        acceptedAt.clear();
      }
      long now = System.nanoTime();
      acceptedAt.put(new Kind(place, false), now);
      if (hasDocuments(part.batch())) {
        acceptedAt.put(new Kind(place, true), now);
      }
    }
    if (!missingSince.isEmpty()) {
      missingSince.remove(part.batch().collection());
    }
  }

  private @Nullable Duration sinceAccepted(SolrRouting.Part part) {
    String place = part.place();
    Long at = place == null ? null : acceptedAt.get(new Kind(place, hasDocuments(part.batch())));
    return at == null ? null : Duration.ofNanos(System.nanoTime() - at);
  }

  private static boolean hasDocuments(SolrBatch batch) {
    return batch.updates().stream()
        .anyMatch(update -> update.operation() instanceof SolrOperation.Upsert);
  }

  /** One lane at a time: the first one creates it, the others find it. */
  private synchronized SolrOutcome notFound(String collection, SolrHttp.Answer answer)
      throws IOException {
    return switch (collections.presence(collection)) {
      case KNOWN ->
          new SolrOutcome.Unavailable("Solr has the collection, but does not serve it yet");
      case UNSURE -> new SolrOutcome.Unavailable("Solr does not find the collection now");
      case HIDDEN -> isMissingForLong(collection) ? missing(answer) : waiting();
      case UNKNOWN -> {
        schemas.forget(collection);
        SolrOutcome problem = creates ? collections.create(collection) : missing(answer);
        yield problem == null
            ? new SolrOutcome.Unavailable("The collection has just been created")
            : problem;
      }
    };
  }

  private boolean isMissingForLong(String collection) {
    long now = System.nanoTime();
    if (missingSince.size() >= MAX_KNOWN && !missingSince.containsKey(collection)) {
      missingSince.clear();
    }
    return now - missingSince.computeIfAbsent(collection, any -> now) > patience.toNanos();
  }

  private static SolrOutcome waiting() {
    return new SolrOutcome.Unavailable(
        "Solr does not find the collection, nor say whether it has it: the user of this connector"
            + " may need the permission collection-admin-read (core-admin-read without SolrCloud),"
            + " or solr.url does not end in /solr");
  }

  /** What a record has chosen is that record's fault. */
  private SolrOutcome missing(SolrHttp.Answer answer) {
    SolrOutcome missing = SolrFailure.of(answer);
    return chosenByFields && missing instanceof SolrOutcome.Broken broken
        ? new SolrOutcome.Misplaced(broken.reason())
        : missing;
  }

  private SolrHttp.Answer post(SolrRouting.Part part) throws IOException {
    SolrBatch batch = part.batch();
    var request = new UpdateRequest();
    // Not in the address: there it holds for JSON and XML only.
    request.setCommitWithin(commitWithinMillis);
    for (SolrUpdate update : batch.updates()) {
      if (update.operation() instanceof SolrOperation.Upsert upsert) {
        request.add(upsert.document());
      } else if (update.operation() instanceof SolrOperation.Delete delete) {
        request.deleteById(delete.id());
      }
    }
    var body = new SolrBody();
    new JavaBinUpdateRequestCodec().marshal(request, body);
    Long version = batch.deleteVersion();
    String path =
        "/update%s%s"
            .formatted(
                parameters,
                version == null ? "" : "&%s=%d".formatted(encode(deleteParameter), version));
    String url = part.url();
    return url == null
        ? http.post("/" + batch.collection() + path, JAVABIN, body.publisher())
        : http.postTo(url, path, JAVABIN, body.publisher());
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
