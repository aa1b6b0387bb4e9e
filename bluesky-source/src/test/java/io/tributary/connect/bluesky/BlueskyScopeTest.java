package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BlueskyScopeTest {
  private static final String ADA = "did:plc:ada";

  @Test
  void containsTheCollectionsThatAreNamed() {
    BlueskyScope scope = scope(List.of("app.bsky.feed.post", "org.example.*"), true);

    assertThat(scope.contains(ADA, "app.bsky.feed.post")).isTrue();
    assertThat(scope.contains(ADA, "app.bsky.feed.posts")).isFalse();
    assertThat(scope.contains(ADA, "org.example.thing.part")).isTrue();
    assertThat(scope.contains(ADA, "org.examples.thing")).isFalse();
  }

  @Test
  void containsEverythingWhereNothingIsNamed() {
    assertThat(scope(List.of(), true).contains(ADA, "org.example.thing")).isTrue();
  }

  @Test
  void leavesRepostsOut() {
    List<String> feed = List.of("app.bsky.feed.*");

    assertThat(scope(feed, true).contains(ADA, "app.bsky.feed.repost")).isTrue();
    assertThat(scope(feed, false).contains(ADA, "app.bsky.feed.repost")).isFalse();
    assertThat(scope(feed, false).contains(ADA, "app.bsky.feed.post")).isTrue();
  }

  @Test
  void containsTheAccountsThatAreWanted() {
    var scope = new BlueskyScope(List.of(), true, ADA::equals);

    assertThat(scope.contains(ADA, "a.b.c")).isTrue();
    assertThat(scope.contains("did:plc:ben", "a.b.c")).isFalse();
  }

  private static BlueskyScope scope(List<String> collections, boolean includeReposts) {
    return new BlueskyScope(collections, includeReposts, did -> true);
  }
}
