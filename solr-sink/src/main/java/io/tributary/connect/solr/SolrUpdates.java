package io.tributary.connect.solr;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
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
  private final SolrSchemas schemas;
  private final SolrRouting routing;

  /** When a core accepted something for the last time. */
  private final Map<Kind, Long> acceptedAt = new ConcurrentHashMap<>();

  /**
   * Collections that have not been found, nor been created, for no reason that is known to last.
   */
  private final SolrTroubles<String> missing;

  /**
   * What a core has accepted: with a full disk it may still take deletes.
   *
   * @param place the core
   * @param documents whether there were documents, or just anything
   */
  private record Kind(String place, boolean documents) {}

  SolrUpdates(SolrSinkConfig config, SolrHttp http) {
    this(config, http, PATIENCE, Clock.systemUTC());
  }

  /**
   * Starts without knowing anything of Solr.
   *
   * @param patience how long Solr may not find a collection, nor say whether it has it, nor create
   *     it, or not do what its schema promises
   */
  SolrUpdates(SolrSinkConfig config, SolrHttp http, Duration patience, Clock clock) {
    this.http = http;
    this.parameters =
        // A tolerant chain would count no leader among what is wrong with documents.
        "?wt=json&omitHeader=false&maxErrors=0"
            + config.updateChain().map(chain -> "&update.chain=" + encode(chain)).orElse("");
    this.commitWithinMillis = config.commitWithinMillis();
    this.deleteParameter = config.versionDeleteParameter();
    this.collections = new SolrCollections(config, http);
    this.creates = config.createsCollections();
    this.chosenByFields = config.collection().usesFields();
    this.missing = new SolrTroubles<>(config, patience, clock);
    this.schemas = new SolrSchemas(config, http, patience, clock);
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
      boolean late = e instanceof HttpTimeoutException;
      outcome = new SolrOutcome.Unavailable(String.valueOf(e.getMessage()), late);
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
    missing.over(part.batch().collection());
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
      case HIDDEN -> missing.isTooLong(collection) ? SolrFailure.of(answer) : waiting();
      case UNKNOWN -> {
        schemas.forget(collection);
        yield creates ? create(collection) : unknown(answer);
      }
    };
  }

  private SolrOutcome create(String collection) throws IOException {
    SolrOutcome problem = collections.create(collection);
    if (problem == null) {
      missing.over(collection);
      return new SolrOutcome.Unavailable("The collection has just been created");
    }
    return problem instanceof SolrOutcome.ServerError error
        ? missing.isTooLong(collection)
            ? new SolrOutcome.Broken(error.reason())
            : new SolrOutcome.Unavailable(error.reason())
        : problem;
  }

  private static SolrOutcome waiting() {
    return new SolrOutcome.Unavailable(
        "Solr does not find the collection, nor say whether it has it: the user of this connector"
            + " may need the permission collection-admin-read (core-admin-read without SolrCloud),"
            + " or solr.url does not end in /solr");
  }

  /** What a record has chosen is that record's fault. */
  private SolrOutcome unknown(SolrHttp.Answer answer) {
    SolrOutcome unknown = SolrFailure.of(answer);
    return chosenByFields && unknown instanceof SolrOutcome.Broken broken
        ? new SolrOutcome.Misplaced(broken.reason())
        : unknown;
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
