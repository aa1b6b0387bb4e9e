package io.tributary.connect.mastodon;

import static io.tributary.connect.mastodon.Samples.post;
import static io.tributary.connect.mastodon.Samples.uri;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.mastodon.FaultyServer.Fault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which records are the same, and whose a status is. */
class IdentityTest {
  private static final Map<String, String> BY_KEY =
      Map.of("status.template", "${text}", "record.identity", "key");

  @ParameterizedTest
  @ValueSource(strings = {"position", "key"})
  void aTopicThatWasMadeAnewIsPosted(String identity) {
    try (var harness =
        new PostingHarness(Map.of("status.template", "${text}", "record.identity", identity))) {
      long old = harness.clock.instant().toEpochMilli();
      harness.deliver(record("t", 0, "a", "One", old), record("t", 1, "a", "Two", old + 1));
      harness.clock.advance(Duration.ofHours(1));
      long now = harness.clock.instant().toEpochMilli();
      harness.deliver(record("t", 0, "a", "Three", now));

      assertThat(harness.mastodon.texts())
          .isEqualTo(
              identity.equals("position") ? List.of("One", "Two", "Three") : List.of("Three"));

      harness.deliver(record("t", 1, "a", null, now + 1));
      harness.deliver(record("t", 0, "a", "Three", now), record("t", 1, "a", null, now + 1));
      assertThat(harness.mastodon.all()).hasSize(identity.equals("position") ? 3 : 1);
    }
  }

  /** Clocks of producers differ: what came later in a partition is later. */
  @Test
  void aReplayOfRecordsWhoseTimesGoBackChangesNothing() {
    try (var harness = new PostingHarness(BY_KEY)) {
      long now = harness.clock.instant().toEpochMilli();
      SinkRecord[] records = {
        record("t", 0, "a", "One", now), record("t", 1, "a", "Two", now - 10),
        record("t", 2, "b", "Moon", now), record("t", 3, "b", null, now - 10)
      };
      harness.deliver(records);
      harness.kill();
      harness.deliver(records);

      assertThat(harness.mastodon.texts()).containsExactly("Two");
      assertThat(harness.mastodon.all()).hasSize(2);
      assertThat(harness.mastodon.all().get(0).edits).isEqualTo(1);
    }
  }

  @Test
  void theSameKeyInTwoTopicsIsTwoRecords() {
    try (var harness = new PostingHarness(BY_KEY)) {
      long now = harness.clock.instant().toEpochMilli();
      harness.deliver(
          record("orders", 0, "1", "An order", now), record("customers", 0, "1", "A person", now));
      assertThat(harness.mastodon.texts()).containsExactly("An order", "A person");

      harness.deliver(record("orders", 1, "1", null, now));
      assertThat(harness.mastodon.texts()).containsExactly("A person");
    }
  }

  @Test
  void aTombstoneOfAPostIsFoundAlsoWhereKeysAreTheIdentityOfAll() {
    try (var harness = new PostingHarness(Map.of("record.identity", "key"))) {
      harness.post(uri("1"), post("1", "Tides"));
      harness.post(uri("1"), null);

      assertThat(harness.mastodon.texts()).isEmpty();
    }
  }

  @Test
  void theSameTextAfterADeletionIsANewStatus() {
    try (var harness = new PostingHarness(BY_KEY)) {
      harness.post("a", Map.of("text", "Tides"));
      harness.post("a", null);
      harness.post("a", Map.of("text", "Tides"));
      assertThat(harness.mastodon.texts()).containsExactly("Tides");
      assertThat(harness.mastodon.all()).hasSize(2);

      harness.kill();
      harness.replay();
      assertThat(harness.mastodon.all()).hasSize(2);
    }
  }

  @Test
  void keysOfBytesAreTheSameAtEachDelivery() {
    Schema keys = SchemaBuilder.struct().field("id", Schema.BYTES_SCHEMA).build();
    List<Supplier<Object>> kinds =
        List.of(
            () -> "k".getBytes(StandardCharsets.UTF_8),
            () -> new byte[] {(byte) 0xff, 1},
            () -> ByteBuffer.wrap(new byte[] {5, 6}),
            () -> new Struct(keys).put("id", new byte[] {7}),
            () -> Map.of("id", new byte[] {8}),
            () -> List.of(ByteBuffer.wrap(new byte[] {9})));
    for (Supplier<Object> key : kinds) {
      try (var harness = new PostingHarness(BY_KEY)) {
        long now = harness.clock.instant().toEpochMilli();
        harness.deliver(record("t", 0, key.get(), "One", now));
        harness.deliver(record("t", 1, key.get(), "Two", now));
        assertThat(harness.mastodon.texts()).containsExactly("Two");
        harness.deliver(record("t", 2, key.get(), null, now));
        assertThat(harness.mastodon.texts()).isEmpty();
      }
    }
    assertThat(RecordKey.text("k".getBytes(StandardCharsets.UTF_8))).isEqualTo("k");
    assertThat(RecordKey.text(ByteBuffer.wrap(new byte[] {(byte) 0xff, 1}))).isEqualTo("/wE=");
  }

  /** Two connectors with one account and one state topic. */
  @Test
  void whatAnotherConnectorPostsIsNotTakenForOnesOwn() {
    try (var harness = new PostingHarness(BY_KEY)) {
      harness.post("a", Map.of("text", "Tides"));
      MastodonPosting other = harness.start("other");
      harness.mastodon.fail(Fault.drop("POST /api/v1/statuses", false));
      SinkRecord record = harness.record("b", Map.of("text", "Moon"));
      harness.put(record);
      // Meanwhile the other one posts the same words, and has the same key besides.
      other.put(List.of(record));
      harness.finish();

      assertThat(harness.mastodon.texts()).containsExactly("Tides", "Moon", "Moon");
      assertThat(harness.mastodon.keys()).doesNotHaveDuplicates();
    }
  }

  @Test
  void aGroupIsTheConnectorsNameUnlessItIsSet() {
    try (var harness = new PostingHarness(BY_KEY)) {
      SinkRecord record = harness.record("a", Map.of("text", "Tides"));
      harness.put(record);
      harness.kill();
      harness.set("name", "renamed");
      harness.set("state.group", "sink");
      harness.put(record);
      assertThat(harness.mastodon.texts()).containsExactly("Tides");
    }
  }

  @Test
  void aTaskThatComesBackKnowsWhatAnotherHasDone() {
    try (var harness = new PostingHarness(BY_KEY)) {
      harness.post("a", Map.of("text", "Tides"));
      harness.posting().close(List.of(PostingHarness.PARTITION));
      MastodonPosting other = harness.start("sink");
      SinkRecord second = harness.record("b", Map.of("text", "Moon"));
      other.put(List.of(second));
      other.commit(Map.of());

      harness.posting().open();
      harness.post("b", Map.of("text", "Moon, edited"));
      harness.post("a", null);

      assertThat(harness.mastodon.texts()).containsExactly("Moon, edited");
      assertThat(harness.mastodon.all()).hasSize(2);
      assertThat(harness.metric("missing-total")).isZero();
    }
  }

  private static SinkRecord record(
      String topic, long offset, @Nullable Object key, @Nullable String text, long timestamp) {
    Map<String, Object> value = new HashMap<>();
    if (text != null) {
      value.put("text", text);
    }
    return new SinkRecord(
        topic,
        0,
        null,
        key,
        null,
        text == null ? null : value,
        offset,
        timestamp,
        TimestampType.CREATE_TIME);
  }
}
