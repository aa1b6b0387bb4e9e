package io.tributary.connect.solr;

import org.apache.kafka.connect.errors.DataException;

/** A record that cannot be written, and why. */
record SolrRejection(SolrEntry entry, DataException reason) {}
