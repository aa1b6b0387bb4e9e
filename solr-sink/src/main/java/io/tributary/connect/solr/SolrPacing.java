package io.tributary.connect.solr;

import java.time.Duration;

/**
 * How much goes into a request, how many requests are sent at a time and how soon they are
 * repeated.
 *
 * @param patience how long a server may fail over a document before that is refused
 */
record SolrPacing(
    int batchSize,
    long batchBytes,
    Duration linger,
    int maxInFlight,
    Duration retryAfter,
    Duration retryAfterAtMost,
    Duration patience) {
  /** Returns how long to wait after so many failures in a row. */
  Duration backoff(int failures) {
    // Doubling thirty times is beyond every limit already.
    Duration doubled = retryAfter.multipliedBy(1L << Math.min(failures - 1, 30));
    return doubled.compareTo(retryAfterAtMost) < 0 ? doubled : retryAfterAtMost;
  }
}
