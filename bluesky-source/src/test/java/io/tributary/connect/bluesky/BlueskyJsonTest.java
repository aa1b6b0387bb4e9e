package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class BlueskyJsonTest {
  @Test
  void writesTheDeepestRecordThatIsReadWithALinkInItsLastObject() {
    ObjectNode record = JsonNodeFactory.instance.objectNode().put("$link", "bafy");
    for (int level = 0; level < BlueskyJson.MAX_NESTING; level++) {
      ObjectNode around = JsonNodeFactory.instance.objectNode();
      around.set("a", record);
      record = around;
    }
    assertThat(BlueskyJson.text(record)).contains("$link");
  }
}
