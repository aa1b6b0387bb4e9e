package io.tributary.connect.solr;

import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The operations of one request, in order. */
record SolrBatch(String collection, List<SolrUpdate> updates) {
  /**
   * Takes the longest run of updates that Solr will apply as if they came one by one. In a request
   * all documents go before all deletes, so an id is either written or deleted in it; and its
   * deletes share one version.
   */
  static SolrBatch cut(String collection, Deque<SolrUpdate> queue, int maxUpdates, long maxBytes) {
    List<SolrUpdate> updates = new ArrayList<>(Math.min(maxUpdates, queue.size()));
    Map<String, Boolean> deletes = new HashMap<>();
    Set<Long> versions = new HashSet<>();
    long bytes = 0;
    while (!queue.isEmpty() && updates.size() < maxUpdates) {
      SolrUpdate next = queue.peek();
      bytes += next.bytes();
      if (!updates.isEmpty() && bytes > maxBytes) {
        break;
      }
      boolean delete = next.operation() instanceof SolrOperation.Delete;
      Boolean other = deletes.putIfAbsent(next.operation().id(), delete);
      if (other != null && other != delete) {
        break;
      }
      if (next.operation() instanceof SolrOperation.Delete versioned
          && versioned.version() != null
          && versions.add(versioned.version())
          && versions.size() > 1) {
        break;
      }
      updates.add(queue.remove());
    }
    return new SolrBatch(collection, List.copyOf(updates));
  }

  int size() {
    return updates.size();
  }

  /** Returns the version that its deletes have, if they have one. */
  @Nullable Long deleteVersion() {
    for (SolrUpdate update : updates) {
      if (update.operation() instanceof SolrOperation.Delete delete && delete.version() != null) {
        return delete.version();
      }
    }
    return null;
  }

  /**
   * Returns smaller batches, in order, one of which holds the culprit: what comes before the first
   * update of the document that Solr named, that update, and the rest; or else two halves.
   *
   * @param culprit the id that Solr named, which may be wrong
   */
  List<SolrBatch> split(@Nullable String culprit) {
    int named =
        IntStream.range(0, size())
            .filter(i -> updates.get(i).operation().id().equals(culprit))
            .findFirst()
            .orElse(-1);
    List<Integer> ends =
        named < 0 ? List.of(size() / 2, size()) : List.of(named, named + 1, size());
    List<SolrBatch> parts = new ArrayList<>();
    int start = 0;
    for (int end : ends) {
      if (end > start) {
        parts.add(new SolrBatch(collection, updates.subList(start, end)));
        start = end;
      }
    }
    return parts;
  }
}
