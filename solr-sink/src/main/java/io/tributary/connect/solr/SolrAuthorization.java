package io.tributary.connect.solr;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The value of the Authorization header, which no log shows. */
final class SolrAuthorization {
  private final String header;

  private SolrAuthorization(String header) {
    this.header = header;
  }

  static SolrAuthorization bearer(String token) {
    return new SolrAuthorization("Bearer " + token);
  }

  static SolrAuthorization basic(String user, String password) {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return new SolrAuthorization("Basic " + Base64.getEncoder().encodeToString(pair));
  }

  String header() {
    return header;
  }
}
