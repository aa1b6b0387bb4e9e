package io.tributary.connect.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LruCacheTest {
  @Test
  void discardsWhatWasNotUsedLongest() {
    List<String> discarded = new ArrayList<>();
    LruCache<Integer, String> cache = new LruCache<>(2, discarded::add);
    cache.put(1, "one");
    cache.put(2, "two");
    assertThat(cache.find(1)).isEqualTo("one");
    cache.put(3, "three");

    assertThat(discarded).containsExactly("two");
    assertThat(cache.find(2)).isNull();
    cache.clear();
    assertThat(discarded).containsExactly("two", "one", "three");
    assertThat(cache.find(1)).isNull();
  }

  @Test
  void doesNotRememberWhatHasLeft() {
    LruCache<Integer, String> cache = new LruCache<>(1);
    cache.put(1, "a");
    assertThat(cache.find(1)).isEqualTo("a");
    cache.put(1, "b");
    assertThat(cache.find(1)).isEqualTo("b");
    cache.put(2, "c");
    assertThat(cache.find(1)).isNull();
    assertThat(cache.find(2)).isEqualTo("c");
    cache.clear();
    assertThat(cache.find(2)).isNull();
  }
}
