package io.tributary.connect.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventViewTest {
  @Test
  void showsTheTitle() {
    assertThat(line("k", "{\"title\": \"Fog\\nand horns\", \"text\": \"no\"}"))
        .startsWith("    7  ")
        .endsWith("  episodes  Fog and horns");
  }

  @Test
  void showsTheTextOfAnEventWithoutTitle() {
    assertThat(line("k", "{\"title\": null, \"text\": \"Bats\"}")).endsWith("  Bats");
  }

  @Test
  void showsTheKeyOfWhatHasNeither() {
    assertThat(line("k", "{\"a\": 1}")).endsWith("  k");
    assertThat(line("k", "not JSON")).endsWith("  k");
    assertThat(line(null, "[]")).endsWith("  (no key)");
    assertThat(line("k", null)).endsWith("  k (deleted)");
  }

  @Test
  void cutsLongTitles() {
    assertThat(line("k", "{\"title\": \"" + "x".repeat(200) + "\"}")).endsWith("xxx...");
  }

  private static String line(@Nullable String key, @Nullable String value) {
    return EventView.line(7, new ConsumerRecord<>("episodes", 0, 0, key, value));
  }
}
