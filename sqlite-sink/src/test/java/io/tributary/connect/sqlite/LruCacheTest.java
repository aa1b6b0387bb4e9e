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
}
