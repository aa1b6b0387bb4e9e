package io.tributary.connect.sqlite;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps the entries that were used last. */
final class LruCache<K, V> {
  private final Map<K, V> entries;
  private final Consumer<V> discard;

  /** What was found last, which is mostly what is looked for next. */
  private @Nullable K lastKey;

  private @Nullable V lastValue;

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
            forgetLast();
            return true;
          }
        };
  }

  LruCache(int capacity) {
    this(capacity, value -> {});
  }

  @Nullable V find(K key) {
    if (key.equals(lastKey)) {
      return lastValue;
    }
    V value = entries.get(key);
    if (value != null) {
      lastKey = key;
      lastValue = value;
    }
    return value;
  }

  void put(K key, V value) {
    forgetLast();
    entries.put(key, value);
  }

  void clear() {
    forgetLast();
    entries.values().forEach(discard);
    entries.clear();
  }

  private void forgetLast() {
    lastKey = null;
    lastValue = null;
  }
}
