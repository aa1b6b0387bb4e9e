package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Streams that bring no records: the cursor must not fall out of what servers keep. */
class QuietTest {
  private final StoredOffsets offsets = new StoredOffsets();
  @RegisterExtension private final FakeJetstream jetstream = FakeJetstream.start();
  @RegisterExtension private final FakeJetstream other = FakeJetstream.start();

  @Test
  void storesInHeartbeatsHowFarAQuietStreamIsRead() throws Exception {
    Map<String, String> config = TaskHarness.config(jetstream.url(StreamKind.JETSTREAM_V2));
    config.put("heartbeat.topic", "heartbeats");
    config.put("heartbeat.interval.ms", "100");
    jetstream.publish(FakeEvent.identity(7, FakeEvent.START, "did:plc:a", "a.example"));
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      List<SourceRecord> records = task.await(1);

      SourceRecord heartbeat = records.get(records.size() - 1);
      assertThat(heartbeat.topic()).isEqualTo("heartbeats");
      assertThat(heartbeat.key()).isEqualTo("1/1");
      assertThat(((Struct) heartbeat.value()).getInt64("seq")).isEqualTo(7);
      offsets.commit(records);
      assertThat(task.poll()).as("nothing has changed").isNull();
    }
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      task.until(() -> jetstream.requests().size() == 2);
      assertThat(jetstream.requests().get(1)).contains("cursor=7&");
    }
  }

  @Test
  void storesAtOnceWhereAStreamWithoutRecordsStarts() throws Exception {
    Map<String, String> config = TaskHarness.config(jetstream.url(StreamKind.JETSTREAM_V2));
    config.put("start.from", "now");
    config.put("heartbeat.topic", "heartbeats");
    long before = System.currentTimeMillis() * 1_000;
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      offsets.commit(task.await(1));
    }
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      task.until(() -> jetstream.connections().size() == 2);
      assertThat(Long.parseLong(jetstream.connections().get(1).values("cursor").get(0)))
          .isBetween(before - 5_000_000, before + 5_000_000);
      assertThat(task.drain(() -> true)).as("it is stored by now").isEmpty();
    }
  }

  @Test
  void emitsNoHeartbeatWhileThereAreRecords() throws Exception {
    Map<String, String> config = TaskHarness.config(jetstream.url(StreamKind.JETSTREAM_V2));
    config.put("heartbeat.topic", "heartbeats");
    jetstream.publish(FakeEvent.posts(1, 10));
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      assertThat(task.await(10)).allMatch(record -> record.topic().equals("posts"));
      assertThat(task.drain(() -> true)).isEmpty();
    }
  }

  @Test
  void ridesOnTheNextRecordWithoutAHeartbeatTopic() throws Exception {
    Map<String, String> config = TaskHarness.config(jetstream.url(StreamKind.JETSTREAM_V2));
    jetstream.publish(FakeEvent.post(1, FakeEvent.START));
    jetstream.publish(FakeEvent.identity(2, FakeEvent.START + 1, "did:plc:a", "a.example"));
    jetstream.publish(FakeEvent.post(3, FakeEvent.START + 2));
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      List<SourceRecord> records = task.await(2);

      assertThat(records.get(0).sourceOffset().get("seq")).isEqualTo(1L);
      assertThat(records.get(1).sourceOffset().get("seq")).isEqualTo(3L);
    }
  }

  @Test
  void followsTheServersSignsOfLifeWhereItFiltersByAccount() throws Exception {
    Map<String, String> config = TaskHarness.config(jetstream.url(StreamKind.JETSTREAM_V1));
    config.put("actors", "did:plc:quiet");
    config.put("start.from", "now");
    config.put("idle.timeout.ms", "300");
    config.put("heartbeat.topic", "heartbeats");
    config.put("heartbeat.interval.ms", "1");
    jetstream.hideCursor();
    long before = System.currentTimeMillis() * 1_000;
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      long end = System.nanoTime() + Duration.ofMillis(700).toNanos();
      List<SourceRecord> records = task.until(() -> System.nanoTime() > end);

      Map<String, ?> offset = records.get(records.size() - 1).sourceOffset();
      assertThat((Long) offset.get("alive_us"))
          .isBetween(before - 5_000_000, System.currentTimeMillis() * 1_000 - 5_000_000);
      assertThat((Long) offset.get("time_us")).isGreaterThanOrEqualTo(before);
    }
  }

  @Test
  void asksAServerOfQuietAccountsAnewWithoutCallingItBroken() throws Exception {
    Map<String, String> config =
        TaskHarness.config(
            jetstream.url(StreamKind.JETSTREAM_V2), other.url(StreamKind.JETSTREAM_V2));
    config.put("actors", "did:plc:quiet");
    config.put("start.from", "now");
    config.put("stall.timeout.ms", "100");
    config.put("status.topic", "status");
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      List<SourceRecord> records = task.until(() -> jetstream.requests().size() == 5);

      assertThat(other.requests()).isEmpty();
      assertThat(records)
          .extracting(record -> ((Struct) record.value()).getString("state"))
          .containsExactly("ok");
    }
  }
}
