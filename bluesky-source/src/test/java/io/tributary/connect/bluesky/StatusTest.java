package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.bluesky.FakeConnection.Step;
import io.tributary.connect.common.MutableClock;
import io.tributary.connect.common.TimestampFormat;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What operators read on the status topic. */
class StatusTest {
  private final StoredOffsets offsets = new StoredOffsets();
  @RegisterExtension private final FakeJetstream jetstream = FakeJetstream.start();

  @Test
  void tellsWhatBecomesOfTheStream() throws Exception {
    jetstream.script(
        connection ->
            jetstream.connections().size() == 1
                ? List.of(
                    new Step(5, it -> it.send("[]")),
                    new Step(10, it -> it.close(1001, "server shutting down")))
                : List.of());
    jetstream.publish(FakeEvent.posts(1, 20));
    try (TaskHarness task = TaskHarness.start(config(), offsets)) {
      List<SourceRecord> records = task.await(24);

      assertThat(TaskHarness.keys(records.stream().filter(on("posts")).toList()))
          .isEqualTo(TaskHarness.keys(1, 20));
      List<Struct> told = statuses(records);
      assertThat(told)
          .extracting(status -> status.getString("state"))
          .containsExactly("ok", "left_out", "failing", "ok");
      assertThat(told)
          .allSatisfy(status -> assertThat(status.getString("host")).isEqualTo(jetstream.host()));
      assertThat(told.get(1).getInt64("left_out")).isEqualTo(1);
      assertThat(told.get(2).getString("reason")).contains("1001", "server shutting down");
      assertThat(records.stream().filter(on("status")))
          .allSatisfy(
              record -> {
                assertThat(record.key()).isEqualTo("1/1");
                assertThat(record.headers().lastWithName("source").value())
                    .isEqualTo(jetstream.host());
              });
      offsets.commit(records);
    }
    try (TaskHarness task = TaskHarness.start(config(), offsets)) {
      assertThat(task.drain(() -> task.metrics().connections.get() == 1)).allMatch(on("status"));
    }
  }

  @Test
  void tellsWhichEventsAreMissing() throws Exception {
    long before = FakeEvent.START - Duration.ofHours(2).toSeconds() * 1_000_000;
    jetstream.publish(FakeEvent.posts(1, 10, before));
    try (TaskHarness task = TaskHarness.start(config(), offsets)) {
      offsets.commit(task.await(11));
    }
    jetstream.publish(FakeEvent.posts(11, 20, FakeEvent.START));
    jetstream.forget(15);
    try (TaskHarness task = TaskHarness.start(config(), offsets)) {
      Struct gap = statuses(task.await(7)).get(1);

      assertThat(gap.getString("state")).isEqualTo("gap");
      assertThat(gap.getString("missing_after"))
          .isEqualTo(BlueskyTime.ofMicros(before + 10_000).toString());
      assertThat(gap.getString("missing_before"))
          .isEqualTo(BlueskyTime.ofMicros(FakeEvent.START + 16_000).toString());
    }
  }

  @Test
  void keepsWhatItHasToTellUntilARecordCanCarryIt() throws Exception {
    jetstream.answer(new FakeJetstream.Answer(503, "{\"error\":\"ServiceUnavailable\"}"));
    jetstream.publish(FakeEvent.identity(1, FakeEvent.START, "did:plc:a", "a.example"));
    try (TaskHarness task = TaskHarness.start(config(), offsets)) {
      List<SourceRecord> records = task.await(2);

      assertThat(statuses(records))
          .extracting(status -> status.getString("state"))
          .containsExactly("failing", "ok");
      assertThat(records).allSatisfy(it -> assertThat(it.sourceOffset().get("seq")).isEqualTo(1L));
    }
  }

  @Test
  void keepsNoMoreThanTheNewestOfWhatItHasToTell() {
    var status = new BlueskyStatus("status", TimestampFormat.ISO8601, new MutableClock());
    for (int i = 1; i <= 200; i++) {
      status.tell(BlueskyStatus.State.FAILING, "a", "refusal " + i);
    }
    Map<String, String> partition = BlueskyOffset.partition(0, 1);
    assertThat(status.take(null, partition)).isEmpty();

    assertThat(statuses(status.take(BlueskyOffset.at(FakeEvent.START, 0), partition)))
        .hasSize(100)
        .extracting(it -> it.getString("reason"))
        .startsWith("refusal 101")
        .endsWith("refusal 200");
  }

  private static List<Struct> statuses(List<SourceRecord> records) {
    return records.stream().filter(on("status")).map(it -> (Struct) it.value()).toList();
  }

  private static Predicate<SourceRecord> on(String topic) {
    return record -> record.topic().equals(topic);
  }

  private Map<String, String> config() {
    Map<String, String> config = TaskHarness.config(jetstream.url(StreamKind.JETSTREAM_V2));
    config.put("status.topic", "status");
    return config;
  }
}
