package io.tributary.connect.rss;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Spreads feeds over tasks so that adding or removing one moves few others: each goes to the task
 * that it scores highest with (rendezvous hashing), unless that one has its share already.
 */
final class RssAssignment {
  private static final int SLACK = 8;

  private RssAssignment() {}

  /** Returns the shares of the tasks; none is empty, so there may be fewer than asked for. */
  static List<List<FeedAddress>> spread(List<FeedAddress> feeds, int maxTasks) {
    int tasks = Math.min(maxTasks, feeds.size());
    List<List<FeedAddress>> shares = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      shares.add(new ArrayList<>());
    }
    int most = tasks == 0 ? 0 : (feeds.size() + tasks - 1) / tasks + feeds.size() / (tasks * SLACK);
    // In an order that does not depend on which other feeds there are.
    List<FeedAddress> ordered = new ArrayList<>(feeds);
    ordered.sort(
        Comparator.comparingLong((FeedAddress feed) -> hash(feed.name(), -1))
            .thenComparing(FeedAddress::name));
    for (FeedAddress feed : ordered) {
      List<FeedAddress> best = null;
      long highest = -1;
      for (int task = 0; task < tasks; task++) {
        long score = hash(feed.name(), task);
        if (score > highest && shares.get(task).size() < most) {
          highest = score;
          best = shares.get(task);
        }
      }
      if (best != null) {
        best.add(feed);
      }
    }
    shares.removeIf(List::isEmpty);
    return shares;
  }

  private static long hash(String name, int task) {
    var crc = new CRC32C();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    // A CRC alone would rank all feeds alike, as it is linear.
    long mixed = (crc.getValue() << 20 ^ task) * 0x9e3779b97f4a7c15L;
    mixed = (mixed ^ mixed >>> 32) * 0xd6e8feb86659fd93L;
    return (mixed ^ mixed >>> 32) >>> 1;
  }
}
