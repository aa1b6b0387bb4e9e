package io.tributary.connect.solr;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.apache.solr.client.solrj.request.JavaBinUpdateRequestCodec;
import org.apache.solr.client.solrj.request.UpdateRequest;
import org.jspecify.annotations.Nullable;

/** Sends batches as javabin, each in one request. */
final class SolrUpdates implements SolrTransport {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_REASON = 2_000;

  private final SolrHttp http;
  private final String parameters;
  private final String deleteParameter;
  private final @Nullable SolrCollections collections;
  private final SolrSchemas schemas;

  SolrUpdates(SolrSinkConfig config, SolrHttp http) {
    this.http = http;
    this.parameters =
        "?wt=json"
            + (config.commitWithinMillis() < 0
                ? ""
                : "&commitWithin=" + config.commitWithinMillis())
            + config.updateChain().map(chain -> "&update.chain=" + encode(chain)).orElse("");
    this.deleteParameter = config.versionDeleteParameter();
    this.collections = config.createsCollections() ? new SolrCollections(config, http) : null;
    this.schemas = new SolrSchemas(http);
  }

  @Override
  public SolrOutcome send(SolrBatch batch) {
    try {
      SolrOutcome known = schemas.ensure(batch);
      if (known != null) {
        return moveOnUnless(known);
      }
      SolrHttp.Answer answer = post(batch);
      if (answer.status() == 404 && collections != null) {
        SolrOutcome created = collections.create(batch.collection());
        if (created != null) {
          return moveOnUnless(created);
        }
        schemas.forget(batch.collection());
        return new SolrOutcome.Unavailable("The collection has just been created");
      }
      SolrOutcome outcome = outcome(answer);
      if (schemas.isBehind(batch, outcome)) {
        schemas.forget(batch.collection());
        return new SolrOutcome.Unavailable("Solr does not use its new schema yet");
      }
      return moveOnUnless(outcome);
    } catch (IOException e) {
      http.moveOn();
      return new SolrOutcome.Unavailable(String.valueOf(e.getMessage()));
    }
  }

  static SolrOutcome outcome(SolrHttp.Answer answer) {
    return SolrFailure.of(answer.status(), answer.status() == 200 ? "" : reason(answer.body()));
  }

  private SolrOutcome moveOnUnless(SolrOutcome outcome) {
    if (outcome instanceof SolrOutcome.Unavailable || outcome instanceof SolrOutcome.ServerError) {
      http.moveOn();
    }
    return outcome;
  }

  private SolrHttp.Answer post(SolrBatch batch) throws IOException {
    var request = new UpdateRequest();
    for (SolrUpdate update : batch.updates()) {
      if (update.operation() instanceof SolrOperation.Upsert upsert) {
        request.add(upsert.document());
      } else if (update.operation() instanceof SolrOperation.Delete delete) {
        request.deleteById(delete.id());
      }
    }
    var body = new ByteArrayOutputStream();
    new JavaBinUpdateRequestCodec().marshal(request, body);
    Long version = batch.deleteVersion();
    String path =
        "/%s/update%s%s"
            .formatted(
                batch.collection(),
                parameters,
                version == null ? "" : "&%s=%d".formatted(encode(deleteParameter), version));
    return http.post(path, "application/javabin", body.toByteArray());
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
