package io.tributary.connect.solr;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an HTTP status and a message of Solr mean for a batch. */
final class SolrFailure {
  // As in "ERROR: [doc=at://x/y] unknown field 'z'".
  private static final Pattern DOCUMENT = Pattern.compile("\\[doc=(.*?)]");

  private SolrFailure() {}

  static SolrOutcome of(int status, String message) {
    String reason = "Solr answers %d: %s".formatted(status, message);
    return switch (status) {
      case 200 -> new SolrOutcome.Accepted();
      case 400 ->
          message.contains("unknown UpdateRequestProcessorChain")
              ? new SolrOutcome.Broken(
                  reason
                      + ". Use the configset that comes with the connector, or set update.chain to"
                      + " a chain of yours with version constraints")
              : new SolrOutcome.Refused(reason);
      case 413 -> new SolrOutcome.Refused(reason);
      case 409 -> new SolrOutcome.Conflict(reason);
      case 401 ->
          new SolrOutcome.Broken(
              reason + ". Set solr.username and solr.password, or solr.bearer.token");
      case 403 ->
          isReadOnly(message)
              ? new SolrOutcome.Unavailable(reason)
              : new SolrOutcome.Broken(
                  reason + ". Give the user of this connector the permission to update");
      case 404 ->
          new SolrOutcome.Broken(
              reason
                  + ". Create the collection, or set collection.create=true; and see that solr.url"
                  + " ends in /solr, without a collection");
      case 408, 429, 502, 503, 504 -> new SolrOutcome.Unavailable(reason);
      default ->
          status >= 500 ? new SolrOutcome.ServerError(reason) : new SolrOutcome.Broken(reason);
    };
  }

  /** Returns the id that a message names, which may be cut short where an id holds a bracket. */
  static Optional<String> document(String message) {
    Matcher matcher = DOCUMENT.matcher(message);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static boolean isReadOnly(String message) {
    String folded = message.toLowerCase(Locale.ROOT);
    return folded.contains("read-only") || folded.contains("read only");
  }
}
