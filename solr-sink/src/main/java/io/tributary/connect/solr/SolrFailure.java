package io.tributary.connect.solr;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an answer means for a batch, whether it is Solr's or that of something before it. */
final class SolrFailure {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_REASON = 2_000;

  // As in "ERROR: [doc=at://x/y] unknown field 'z'".
  private static final Pattern DOCUMENT = Pattern.compile("\\[doc=(.*?)]");

  private SolrFailure() {}

  static SolrOutcome of(SolrHttp.Answer answer) {
    int status = answer.status();
    if (status == 200) {
      return accepted(json(answer));
    }
    String message = message(answer);
    String reason = "Solr answers %d: %s".formatted(status, message);
    return switch (status) {
      case 400 -> badRequest(answer, message, reason);
      // Whoever says so: half of it may be small enough.
      case 413 -> new SolrOutcome.Refused(reason);
      case 409 ->
          isOfSolr(answer)
              ? new SolrOutcome.Conflict(reason)
              : new SolrOutcome.Unavailable(
                  "Something that is not Solr answers %d: %s".formatted(status, message));
      case 401 ->
          new SolrOutcome.Broken(
              reason + ". Set solr.username and solr.password, or solr.bearer.token");
      case 403 ->
          isReadOnly(message)
              ? new SolrOutcome.Unavailable(reason)
              : new SolrOutcome.Broken(
                  reason
                      + ". Give the user of this connector the permission to update, and those"
                      + " that the README names");
      case 404 ->
          new SolrOutcome.Broken(
              reason
                  + ". Create the collection, or set collection.create=true; and see that solr.url"
                  + " ends in /solr, without a collection");
      case 408, 429, 502, 503, 504 -> new SolrOutcome.Unavailable(reason);
      default ->
          status >= 500
              ? new SolrOutcome.ServerError(reason, null)
              : new SolrOutcome.Broken(reason);
    };
  }

  /** Says whether it is Solr that answers so, and not a proxy or something else on its port. */
  static boolean isOfSolr(SolrHttp.Answer answer) {
    JsonNode body = json(answer);
    return answer.status() == 200
        ? body.path("responseHeader").has("status")
        : body.path("error").path("code").asInt() == answer.status();
  }

  /** Says whether it may be another one soon, whatever was asked. */
  static boolean isTransient(SolrHttp.Answer answer) {
    return answer.status() >= 500 || answer.status() == 429 || answer.status() == 408;
  }

  /** Returns the message of an error with its details, which is HTML where Solr has none. */
  static String message(SolrHttp.Answer answer) {
    JsonNode error = json(answer).path("error");
    String text = error.path("msg").asText(error.path("trace").asText(""));
    if (text.isEmpty()) {
      text = answer.body().replaceAll("(?s)<[^>]*>", " ");
    }
    if (error.has("details")) {
      text += " " + error.path("details");
    }
    text = text.replaceAll("\\s+", " ").strip();
    return text.length() > MAX_REASON ? text.substring(0, MAX_REASON) : text;
  }

  /** Returns the body, a node without anything if it is not JSON. */
  static JsonNode json(SolrHttp.Answer answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  /** Returns the id that a message names, which may be cut short where an id holds a bracket. */
  static Optional<String> document(String message) {
    Matcher matcher = DOCUMENT.matcher(message);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static SolrOutcome accepted(JsonNode body) {
    JsonNode header = body.path("responseHeader");
    if (!header.has("status")) {
      return new SolrOutcome.Unavailable("Something that is not Solr answers 200");
    }
    if (header.path("status").asInt(-1) != 0) {
      return new SolrOutcome.ServerError(
          "Solr answers 200 with the status " + header.path("status"), null);
    }
    JsonNode errors = header.path("errors");
    if (errors.isEmpty()) {
      return new SolrOutcome.Accepted();
    }
    // A chain with a TolerantUpdateProcessor: the rest of the request has been written.
    JsonNode first = errors.path(0);
    return new SolrOutcome.Refused(
        "Solr leaves out [doc=%s]: %s"
            .formatted(first.path("id").asText(), first.path("message").asText()));
  }

  private static SolrOutcome badRequest(SolrHttp.Answer answer, String message, String reason) {
    if (!isOfSolr(answer)) {
      return new SolrOutcome.Broken(
          "Something that is not Solr answers 400: %s. See that solr.url and what is before Solr"
                  .formatted(message)
              + " are right");
    }
    return message.contains("unknown UpdateRequestProcessorChain")
        ? new SolrOutcome.Broken(
            reason
                + ". Use the configset that comes with the connector, or set update.chain to"
                + " a chain of yours with version constraints")
        : new SolrOutcome.Refused(reason);
  }

  private static boolean isReadOnly(String message) {
    String folded = message.toLowerCase(Locale.ROOT);
    return folded.contains("read-only") || folded.contains("read only");
  }
}
