package io.tributary.connect.solr;

import java.util.Map;
import org.apache.solr.common.SolrInputDocument;
import org.jspecify.annotations.Nullable;

/** What a record does to the document with an id. */
sealed interface SolrOperation {
  String id();

  /**
   * Adds a document, or puts it in the place of an older one.
   *
   * @param fields the fields that Solr's schema must have, empty unless it is ours to extend
   */
  record Upsert(String id, SolrInputDocument document, Map<String, SolrFieldType> fields)
      implements SolrOperation {}

  /**
   * Removes a document.
   *
   * @param version null where the order of arrival decides
   */
  record Delete(String id, @Nullable Long version) implements SolrOperation {}
}
