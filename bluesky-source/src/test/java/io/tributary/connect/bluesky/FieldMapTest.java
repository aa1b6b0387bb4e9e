package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FieldMapTest {
  /** A name that comes twice keeps its first place and its last value, be they few or many. */
  @Property
  void holdsWhatAHashTableHoldsInTheSameOrder(
      @ForAll @Size(max = 40) List<@IntRange(max = 30) Integer> names) {
    var fields = new FieldMap();
    Map<String, JsonNode> expected = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      String name = "field" + names.get(i);

      assertThat(fields.put(name, IntNode.valueOf(i)))
          .isEqualTo(expected.put(name, IntNode.valueOf(i)));
      assertThat(fields.get(name)).isEqualTo(IntNode.valueOf(i));
    }

    assertThat(new ArrayList<>(fields.entrySet())).isEqualTo(new ArrayList<>(expected.entrySet()));
    assertThat(fields).hasSameSizeAs(expected).isEqualTo(expected);
    assertThat(expected).isEqualTo(fields);
    assertThat(fields.get("novelty")).isNull();
    assertThat(fields.containsKey("novelty")).isFalse();
    assertThat(fields.isEmpty()).isEqualTo(names.isEmpty());
  }

  /** A record may have a million of them. */
  @Test
  void takesLittleRoomWhileItIsEmpty() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    FieldMap[] kept = new FieldMap[100_000];
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < kept.length; i++) {
      kept[i] = new FieldMap();
    }
    long each = (threads.getCurrentThreadAllocatedBytes() - before) / kept.length;

    assertThat(kept[kept.length - 1]).isEmpty();
    assertThat(each).isBetween(16L, 80L);
  }
}
