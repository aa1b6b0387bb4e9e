package io.tributary.connect.solr;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of a request. */
sealed interface SolrOutcome {
  /** Solr has all of it. */
  record Accepted() implements SolrOutcome {}

  /** Something in it is wrong; what came before that may have been written. */
  record Refused(String reason) implements SolrOutcome {}

  /** Nothing in it can be written where it belongs. */
  record Misplaced(String reason) implements SolrOutcome {}

  /** Solr has a newer version of something in it. */
  record Conflict(String reason) implements SolrOutcome {}

  /**
   * Nothing is known to be wrong with it: the same request will do later.
   *
   * @param late whether it took too long, which a smaller one may not
   */
  record Unavailable(String reason, boolean late) implements SolrOutcome {
    Unavailable(String reason) {
      this(reason, false);
    }
  }

  /**
   * The server failed over it, which may pass or not.
   *
   * @param accepted how long ago the same core accepted something of the kind, null if it has not
   *     yet, or if nobody knows which core it is
   */
  record ServerError(String reason, @Nullable Duration accepted) implements SolrOutcome {}

  /** Nothing can be written until someone acts. */
  record Broken(String reason) implements SolrOutcome {}
}
