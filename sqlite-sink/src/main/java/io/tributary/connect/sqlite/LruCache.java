package io.tributary.connect.sqlite;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps the entries that were used last. */
final class LruCache<K, V> {
  private final Map<K, V> entries;
  private final Consumer<V> discard;

  /**
   * @param discard told about every value that leaves
   */
  LruCache(int capacity, Consumer<V> discard) {
    this.discard = discard;
    this.entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            if (size() <= capacity) {
              return false;
            }
            discard.accept(eldest.getValue());
            return true;
          }
        };
  }

  LruCache(int capacity) {
    this(capacity, value -> {});
  }

  @Nullable V find(K key) {
    return entries.get(key);
  }

  void put(K key, V value) {
    entries.put(key, value);
  }

  void clear() {
    entries.values().forEach(discard);
    entries.clear();
  }
}
