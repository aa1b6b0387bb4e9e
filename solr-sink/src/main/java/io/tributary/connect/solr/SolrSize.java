package io.tributary.connect.solr;

import java.util.Collection;
import java.util.Map;
import org.apache.solr.common.SolrInputDocument;
import org.apache.solr.common.SolrInputField;
import org.jspecify.annotations.Nullable;

/** Estimates how much memory documents take, in bytes. */
final class SolrSize {
  private static final int OBJECT_BYTES = 24;

  private SolrSize() {}

  static long of(SolrOperation operation) {
    return operation.id().length()
        + (operation instanceof SolrOperation.Upsert upsert ? of(upsert.document()) : OBJECT_BYTES);
  }

  private static long of(@Nullable Object value) {
    if (value instanceof String text) {
      return (long) OBJECT_BYTES + text.length();
    }
    long bytes = OBJECT_BYTES;
    if (value instanceof SolrInputDocument document) {
      for (SolrInputField field : document) {
        bytes += OBJECT_BYTES + of(field.getValue());
      }
    } else if (value instanceof Collection<?> values) {
      for (Object element : values) {
        bytes += of(element);
      }
    } else if (value instanceof Map<?, ?> map) {
      for (Object element : map.values()) {
        bytes += of(element);
      }
    }
    return bytes;
  }
}
