package io.tributary.connect.solr;

/** Sends batches to Solr; several threads may at a time. */
interface SolrTransport {
  SolrOutcome send(SolrBatch batch);
}
