package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class IdentitySetTest {
  @Property(tries = 50)
  void isTheSetThatJavaHas(@ForAll long seed) {
    var random = new Random(seed);
    // So many that half of the places are taken, and many want the same.
    long[] some = random.longs(1_000, 0, 1L << 48).toArray();
    some[0] = 0;
    some[1] = (1L << 48) - 1;
    var set = new IdentitySet();
    Set<Long> expected = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      long identity = some[random.nextInt(some.length)];
      if (random.nextInt(3) == 0) {
        set.remove(identity);
        expected.remove(identity);
      } else {
        assertThat(set.add(identity)).isEqualTo(expected.add(identity));
      }
    }
    for (long each : some) {
      assertThat(set.contains(each)).isEqualTo(expected.contains(each));
    }
  }

  @Test
  void keepsWhatWasAddedLastOfVeryMany() {
    var set = new IdentitySet();
    long[] many = new Random(7).longs(100_000, 0, 1L << 48).distinct().toArray();
    for (int i = 0; i < many.length; i++) {
      assertThat(set.add(many[i])).isTrue();
      if (i >= 10_000) {
        set.remove(many[i - 10_000]);
      }
    }
    for (int i = 0; i < many.length; i++) {
      assertThat(set.contains(many[i])).isEqualTo(i >= many.length - 10_000);
    }
  }
}
