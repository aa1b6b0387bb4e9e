package io.tributary.connect.solr;

/**
 * An operation that waits for its turn.
 *
 * @param bytes roughly how much memory it takes
 */
record SolrUpdate(SolrEntry entry, SolrOperation operation, long bytes) {}
