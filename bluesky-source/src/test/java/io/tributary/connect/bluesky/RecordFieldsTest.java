package io.tributary.connect.bluesky;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RecordFieldsTest {
  @Test
  void replacesHalvesOfPairsAndKeepsPairs() {
    assertThat(RecordFields.clean("a\ud83db")).isEqualTo("a\ufffdb");
    assertThat(RecordFields.clean("\udc4b\ud83d")).isEqualTo("\ufffd\ufffd");
    assertThat(RecordFields.clean("\ud83d\ud83d\udc4b\udc4b")).isEqualTo("\ufffd👋\ufffd");
  }

  @Property
  void leavesTextAloneThatCanBeEncoded(@ForAll String text) {
    String clean = RecordFields.clean(text);

    assertThat(UTF_8.newEncoder().canEncode(clean)).isTrue();
    if (UTF_8.newEncoder().canEncode(text)) {
      assertThat(clean).isSameAs(text);
    }
  }
}
