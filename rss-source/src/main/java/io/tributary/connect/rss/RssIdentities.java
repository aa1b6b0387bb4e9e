package io.tributary.connect.rss;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/**
 * What the entries of one document are known by. An id that several of them share identifies none:
 * each goes by its next one, and so does every later entry with that id, even if it is the only one
 * in its document then. For this the memory holds a mark for the id.
 *
 * @param entries those that can be told apart, each under the id that is left
 * @param shared how many entries have an id that another entry of the document has too
 * @param marks what to remember the useless ids by
 * @param emitted the identities of entries that were emitted under an id that is shared by now
 */
record RssIdentities(
    List<RssEntry> entries, int shared, List<RssFingerprint> marks, Set<Long> emitted) {

  static RssIdentities of(List<RssEntry> document, RssMemory memory) {
    Map<Long, Integer> remembered = memory.contents();
    int[] skipped = new int[document.size()];
    Set<String> shared = shared(document, remembered, skipped);
    Map<String, Integer> emittedContents = new HashMap<>();
    for (String id : shared) {
      long identity = RssFingerprint.identity(id);
      Integer content = remembered.get(identity);
      if (content != null && !remembered.containsKey(mark(identity))) {
        emittedContents.put(id, content);
      }
    }
    Map<String, RssEntry> entries = new HashMap<>();
    List<RssEntry> order = new ArrayList<>(document.size());
    Set<String> useless = new HashSet<>();
    Set<Long> emitted = new HashSet<>();
    int sharing = 0;
    for (int i = 0; i < skipped.length; i++) {
      RssEntry before = document.get(i);
      RssEntry entry = before.withoutIds(skipped[i]);
      List<String> lost = before.ids().subList(0, skipped[i]);
      useless.addAll(lost);
      if (lost.stream().anyMatch(shared::contains)) {
        sharing++;
      }
      if (entries.putIfAbsent(entry.id(), entry) != null) {
        continue;
      }
      order.add(entry);
      for (String id : lost) {
        // Only one entry had the id when it was emitted: the one that still says the same.
        if (emittedContents.remove(id, entry.fingerprint().content())) {
          emitted.add(entry.fingerprint().identity());
        }
      }
    }
    List<RssFingerprint> marks =
        useless.stream()
            .map(id -> new RssFingerprint(mark(RssFingerprint.identity(id)), 0))
            .toList();
    return new RssIdentities(List.copyOf(order), sharing, marks, Set.copyOf(emitted));
  }

  /** Finds the ids that several entries share, and how many ids each entry has to skip. */
  private static Set<String> shared(
      List<RssEntry> document, Map<Long, Integer> remembered, int[] skipped) {
    Set<String> shared = new HashSet<>();
    Map<String, Integer> holders = new HashMap<>();
    Queue<Integer> open = new ArrayDeque<>();
    for (int i = 0; i < skipped.length; i++) {
      open.add(i);
      while (!open.isEmpty()) {
        int entry = open.remove();
        List<String> ids = document.get(entry).ids();
        String id = ids.get(skipped[entry]);
        if (skipped[entry] == ids.size() - 1) {
          // The last one says all that the entry says.
          continue;
        }
        if (shared.contains(id) || remembered.containsKey(mark(RssFingerprint.identity(id)))) {
          skipped[entry]++;
          open.add(entry);
          continue;
        }
        Integer holder = holders.putIfAbsent(id, entry);
        if (holder != null) {
          shared.add(id);
          skipped[holder]++;
          open.add(holder);
          skipped[entry]++;
          open.add(entry);
        }
      }
    }
    return shared;
  }

  private static long mark(long identity) {
    return ~identity;
  }
}
