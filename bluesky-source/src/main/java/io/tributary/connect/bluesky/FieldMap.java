package io.tributary.connect.bluesky;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an object in their order. Objects of records have a handful, which are found faster
 * one after another than by hash, and take a third of the memory; beyond that it is a hash table.
 */
final class FieldMap extends AbstractMap<String, JsonNode> {
  private static final int FIRST = 4;
  private static final int FEW = 12;

  /** Empty objects are cheap to send. */
  private static final String[] NO_NAMES = {};

  private static final JsonNode[] NO_VALUES = {};

  private String[] names = NO_NAMES;
  private JsonNode[] values = NO_VALUES;
  private int size;
  private @Nullable Map<String, JsonNode> many;

  @Override
  public @Nullable JsonNode get(@Nullable Object name) {
    if (many != null) {
      return many.get(name);
    }
    int place = place(name);
    return place < 0 ? null : values[place];
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return get(name) != null;
  }

  @Override
  public @Nullable JsonNode put(String name, JsonNode value) {
    if (many != null) {
      return many.put(name, value);
    }
    int place = place(name);
    if (place >= 0) {
      JsonNode earlier = values[place];
      values[place] = value;
      return earlier;
    }
    if (size == FEW) {
      Map<String, JsonNode> all = new LinkedHashMap<>(this);
      many = all;
      return all.put(name, value);
    }
    if (size == names.length) {
      int room = size == 0 ? FIRST : FEW;
      names = Arrays.copyOf(names, room);
      values = Arrays.copyOf(values, room);
    }
    names[size] = name;
    values[size++] = value;
    return null;
  }

  @Override
  public int size() {
    return many == null ? size : many.size();
  }

  private int place(@Nullable Object name) {
    for (int i = 0; i < size; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public Set<Entry<String, JsonNode>> entrySet() {
    return many == null ? new Entries() : many.entrySet();
  }

  private final class Entries extends AbstractSet<Entry<String, JsonNode>> {
    @Override
    public int size() {
      return size;
    }

    @Override
    public Iterator<Entry<String, JsonNode>> iterator() {
      return new Iterator<>() {
        private int next;

        @Override
        public boolean hasNext() {
          return next < size;
        }

        @Override
        public Entry<String, JsonNode> next() {
          if (next == size) {
            throw new NoSuchElementException();
          }
          return Map.entry(names[next], values[next++]);
        }
      };
    }
  }
}
