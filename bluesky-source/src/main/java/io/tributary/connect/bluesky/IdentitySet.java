package io.tributary.connect.bluesky;

import java.util.Arrays;

/**
 * A set of identities, which are 48 bits each. They lie side by side and without objects around
 * them, for each event is looked up, added and later removed: elsewhere in the memory each time.
 */
final class IdentitySet {
  /** Tells an identity from a place that is free. */
  private static final long TAKEN = 1L << 48;

  private static final int LEAST_BITS = 10;

  private int bits = LEAST_BITS;
  private long[] places = new long[1 << LEAST_BITS];
  private int size;

  boolean contains(long identity) {
    return places[find(identity | TAKEN)] != 0;
  }

  /** Adds one, or returns false because it is there. */
  boolean add(long identity) {
    long taken = identity | TAKEN;
    int place = find(taken);
    if (places[place] != 0) {
      return false;
    }
    places[place] = taken;
    // At most half is taken, so that few have to be looked at.
    if (++size > places.length / 2) {
      grow();
    }
    return true;
  }

  void remove(long identity) {
    int free = find(identity | TAKEN);
    if (places[free] == 0) {
      return;
    }
    size--;
    // Whatever was put further on because this was taken moves up.
    for (int next = following(free); places[next] != 0; next = following(next)) {
      int wanted = home(places[next]);
      boolean stays =
          free < next ? wanted > free && wanted <= next : wanted > free || wanted <= next;
      if (!stays) {
        places[free] = places[next];
        free = next;
      }
    }
    places[free] = 0;
  }

  /** Returns where it is, or the free place where it belongs. */
  private int find(long taken) {
    int place = home(taken);
    while (places[place] != 0 && places[place] != taken) {
      place = following(place);
    }
    return place;
  }

  private int home(long taken) {
    return (int) ((taken * 0x9e3779b97f4a7c15L) >>> (Long.SIZE - bits));
  }

  private int following(int place) {
    return (place + 1) & (places.length - 1);
  }

  private void grow() {
    long[] all = Arrays.stream(places).filter(taken -> taken != 0).toArray();
    bits++;
    places = new long[1 << bits];
    for (long taken : all) {
      places[find(taken)] = taken;
    }
  }
}
