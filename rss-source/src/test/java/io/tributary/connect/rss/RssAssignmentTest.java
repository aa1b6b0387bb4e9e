package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RssAssignmentTest {
  @Test
  void givesEveryFeedToOneTask() {
    for (int count : new int[] {1, 7, 50, 1_000}) {
      List<FeedAddress> feeds = feeds(count);
      assertThat(RssAssignment.spread(feeds, 10).stream().flatMap(List::stream))
          .containsExactlyInAnyOrderElementsOf(feeds);
    }
    assertThat(RssAssignment.spread(List.of(), 3)).isEmpty();
  }

  @Test
  void sharesFairly() {
    assertThat(RssAssignment.spread(feeds(7), 50)).hasSize(7).allMatch(share -> share.size() == 1);
    assertThat(RssAssignment.spread(feeds(7), 3)).allMatch(share -> share.size() <= 3);
    assertThat(RssAssignment.spread(feeds(1_000), 10))
        .hasSize(10)
        .allSatisfy(share -> assertThat(share).hasSizeBetween(60, 112));
  }

  @Test
  void doesNotCareForTheOrderOfTheList() {
    List<FeedAddress> shuffled = feeds(100);
    Collections.shuffle(shuffled, new Random(1));

    assertThat(RssAssignment.spread(shuffled, 7)).isEqualTo(RssAssignment.spread(feeds(100), 7));
  }

  @Test
  void movesFewFeedsForANewOne() {
    for (int count = 900; count < 1_000; count++) {
      Map<FeedAddress, Integer> before = tasks(feeds(count));
      Map<FeedAddress, Integer> after = tasks(feeds(count + 1));
      assertThat(
              before.keySet().stream()
                  .filter(feed -> !Objects.equals(before.get(feed), after.get(feed))))
          .as("moved by feed %d", count)
          .hasSizeLessThan(50);
    }
  }

  private static Map<FeedAddress, Integer> tasks(List<FeedAddress> feeds) {
    Map<FeedAddress, Integer> tasks = new HashMap<>();
    List<List<FeedAddress>> shares = RssAssignment.spread(feeds, 10);
    for (int task = 0; task < shares.size(); task++) {
      for (FeedAddress feed : shares.get(task)) {
        tasks.put(feed, task);
      }
    }
    return tasks;
  }

  private static List<FeedAddress> feeds(int count) {
    return new ArrayList<>(
        IntStream.range(0, count)
            .mapToObj(i -> FeedAddress.parse("https://f.example/" + i))
            .toList());
  }
}
