package io.tributary.connect.solr;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.solr.client.solrj.request.JavaBinUpdateRequestCodec;
import org.apache.solr.client.solrj.request.UpdateRequest;

/** Sends batches as javabin, each in one request. */
final class SolrUpdates implements SolrTransport {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String JAVABIN = "application/javabin";
  private static final int MAX_REASON = 2_000;

  private final SolrHttp http;
  private final String parameters;
  private final int commitWithinMillis;
  private final String deleteParameter;
  private final SolrCollections collections;
  private final boolean creates;
  private final SolrSchemas schemas;
  private final SolrRouting routing;

  SolrUpdates(SolrSinkConfig config, SolrHttp http) {
    this.http = http;
    this.parameters =
        "?wt=json" + config.updateChain().map(chain -> "&update.chain=" + encode(chain)).orElse("");
    this.commitWithinMillis = config.commitWithinMillis();
    this.deleteParameter = config.versionDeleteParameter();
    this.collections = new SolrCollections(config, http);
    this.creates = config.createsCollections();
    this.schemas = new SolrSchemas(http);
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
      http.moveOn();
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
      SolrOutcome outcome = outcome(answer);
      if (schemas.isBehind(batch, outcome)) {
        schemas.forget(batch.collection());
        return new SolrOutcome.Unavailable("Solr does not use its new schema yet");
      }
      if (!(outcome instanceof SolrOutcome.Accepted)) {
        return outcome;
      }
    }
    return new SolrOutcome.Accepted();
  }

  /** One lane at a time: the first one creates it, the others find it. */
  private synchronized SolrOutcome notFound(String collection, SolrHttp.Answer answer)
      throws IOException {
    if (collections.isKnown(collection)) {
      return new SolrOutcome.Unavailable("Solr has the collection, but does not serve it yet");
    }
    SolrOutcome problem = creates ? collections.create(collection) : outcome(answer);
    schemas.forget(collection);
    return problem == null
        ? new SolrOutcome.Unavailable("The collection has just been created")
        : problem;
  }

  static SolrOutcome outcome(SolrHttp.Answer answer) {
    return SolrFailure.of(answer.status(), answer.status() == 200 ? "" : reason(answer.body()));
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

  /** Returns the message of an error, which is HTML where it is not Solr that answers. */
  private static String reason(String body) {
    String text = body;
    try {
      JsonNode error = JSON.readTree(body).path("error");
      text = error.path("msg").asText(error.path("trace").asText(body));
    } catch (JsonProcessingException e) {
      text = body.replaceAll("(?s)<[^>]*>", " ");
    }
    text = text.replaceAll("\\s+", " ").strip();
    return text.length() > MAX_REASON ? text.substring(0, MAX_REASON) : text;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
