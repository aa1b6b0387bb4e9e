package io.tributary.connect.solr;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lanes that have something to send and wait for their turn, and those whose turn it is. Not
 * thread-safe; {@link SolrLanes} guards it.
 */
final class SolrTurns {
  private final Queue<SolrLane> ready = new ArrayDeque<>();
  private final Set<SolrLane> busy = new HashSet<>();

  void await(SolrLane lane) {
    lane.ready(true);
    ready.add(lane);
  }

  /** Returns how many lanes wait. */
  int waiting() {
    return ready.size();
  }

  /**
   * Returns whose turn it is, null for nobody. A collection that does not answer holds its turns
   * for as long as a request may take: one turn is for lanes whose last request did not fail.
   *
   * @param most how many may have their turn at a time
   */
  @Nullable SolrLane next(int most) {
    boolean any = most == 1 || busy.stream().filter(SolrLane::isFailing).count() < most - 1;
    Iterator<SolrLane> waiting = ready.iterator();
    while (waiting.hasNext()) {
      SolrLane lane = waiting.next();
      if (any || !lane.isFailing()) {
        waiting.remove();
        lane.ready(false);
        lane.busy(true);
        busy.add(lane);
        return lane;
      }
    }
    return null;
  }

  void end(SolrLane lane) {
    lane.busy(false);
    busy.remove(lane);
  }
}
