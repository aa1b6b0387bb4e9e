package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.connect.bluesky.FakeConnection.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The raw firehose, whose cursors are numbers only. */
class FirehoseTaskTest {
  private static final long HOUR = BlueskyCursor.micros(Duration.ofHours(1));

  private final StoredOffsets offsets = new StoredOffsets();
  @RegisterExtension private final FakeJetstream relay = FakeJetstream.start();
  @RegisterExtension private final FakeJetstream other = FakeJetstream.start();

  @Test
  void goesOnInsideOfACommitOfSeveralOperations() throws Exception {
    FakeEvent commit = FakeEvent.post(5, FakeEvent.START);
    relay.publish(FakeEvent.posts(1, 4));
    relay.publish(commit.named("a"), commit.named("b"), commit.named("c"));
    relay.publish(FakeEvent.posts(6, 7));
    List<SourceRecord> records = new ArrayList<>();
    for (int restart = 0; restart < 7; restart++) {
      try (TaskHarness task = start()) {
        // Nothing but the first record is committed before the next crash.
        List<SourceRecord> first = task.await(1).subList(0, 1);
        offsets.commit(first);
        records.addAll(first);
      }
    }
    try (TaskHarness task = start()) {
      records.addAll(task.await(2));
      records.addAll(task.drain(() -> true));
    }

    assertThat(TaskHarness.keys(records))
        .containsExactly("key1", "key2", "key3", "key4", "a", "b", "c", "key6", "key7");
  }

  @Test
  @Timeout(60)
  void takesNoMoreOfACommitAtATimeThanThereIsRoomFor() throws Exception {
    relay.publish(
        LongStream.rangeClosed(1, 30)
            .mapToObj(
                i ->
                    FakeEvent.post(5, FakeEvent.START).saying("a".repeat(900_000)).named("key" + i))
            .toList());
    relay.publish(FakeEvent.posts(31, 31));
    List<SourceRecord> records = new ArrayList<>();
    try (TaskHarness task = start()) {
      while (records.size() < 31) {
        List<SourceRecord> batch = task.poll();
        if (batch != null) {
          assertThat(batch).hasSizeLessThanOrEqualTo(10);
          records.addAll(batch);
        }
      }
    }
    assertThat(TaskHarness.keys(records)).isEqualTo(TaskHarness.keys(1, 31));
  }

  @Test
  void appliesTheFiltersThatTheServerDoesNotHave() throws Exception {
    relay.publish(
        FakeEvent.post(1, FakeEvent.START).from("did:plc:a"),
        FakeEvent.post(2, FakeEvent.START + 1).from("did:plc:b"),
        FakeEvent.post(3, FakeEvent.START + 2).from("did:plc:a").in("app.bsky.feed.like"),
        FakeEvent.identity(4, FakeEvent.START + 3, "did:plc:b", "b.example"),
        FakeEvent.identity(5, FakeEvent.START + 4, "did:plc:a", "a.example"),
        FakeEvent.post(6, FakeEvent.START + 5).from("did:plc:a"));
    Map<String, String> config = config();
    config.put("actors", "did:plc:a");
    config.put("identity.topic", "identities");
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      assertThat(TaskHarness.keys(task.await(3))).containsExactly("key1", "did:plc:a", "key6");
    }
  }

  @Test
  void asksByTimeWhereARelayNumbersAnew() throws Exception {
    relay.publish(FakeEvent.posts(1_001, 1_010, FakeEvent.START));
    try (TaskHarness task = start()) {
      offsets.commit(task.await(10));
    }
    relay.renumber(
        FakeEvent.posts(1_001, 1_020, FakeEvent.START).stream()
            .map(post -> post.at(post.seq() - 1_000, post.timeMicros()))
            .toList());
    try (TaskHarness task = start()) {
      List<SourceRecord> records = task.await(10);
      records.addAll(task.drain(() -> true));

      assertThat(TaskHarness.keys(records)).isEqualTo(TaskHarness.keys(1_011, 1_020));
      assertThat(task.metrics().gaps).hasValue(0);
    }
  }

  @Test
  void findsThePlaceOnAnotherRelayByTime() throws Exception {
    relay.publish(FakeEvent.posts(1, 50));
    other.publish(
        FakeEvent.posts(1, 80).stream()
            .map(post -> post.at(7_000 + post.seq(), post.timeMicros()))
            .toList());
    relay.script(connection -> List.of(new Step(50, FakeConnection::abort)));
    Map<String, String> config =
        TaskHarness.config(relay.url(StreamKind.FIREHOSE), other.url(StreamKind.FIREHOSE));
    config.put("failover.rewind.ms", "10");
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      List<SourceRecord> records = task.await(50);
      relay.close();
      records.addAll(task.await(30));
      records.addAll(task.drain(() -> true));

      assertThat(TaskHarness.keys(records)).isEqualTo(TaskHarness.keys(1, 80));
    }
  }

  @Test
  void reportsWhatARelayHasForgotten() throws Exception {
    relay.publish(FakeEvent.posts(1, 10, FakeEvent.START - 3 * HOUR));
    try (TaskHarness task = start()) {
      offsets.commit(task.await(10));
    }
    relay.publish(FakeEvent.posts(11, 20, FakeEvent.START));
    relay.forget(15);
    try (TaskHarness task = start()) {
      assertThat(TaskHarness.keys(task.await(5))).isEqualTo(TaskHarness.keys(16, 20));
      assertThat(task.metrics().gaps).hasValue(1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"JETSTREAM_V1", "FIREHOSE"})
  void startsAtATime(StreamKind kind) throws Exception {
    relay.publish(FakeEvent.posts(1, 80));
    Map<String, String> config = TaskHarness.config(relay.url(kind));
    config.put("start.from", BlueskyTime.ofMicros(FakeEvent.START + 41_000).toString());
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      List<SourceRecord> records = task.await(40);
      records.addAll(task.drain(() -> true));

      assertThat(TaskHarness.keys(records)).isEqualTo(TaskHarness.keys(41, 80));
    }
  }

  @Test
  void failsWhereARelayHasForgottenWhatComesNext() throws Exception {
    relay.publish(FakeEvent.posts(1, 10, FakeEvent.START - 3 * HOUR));
    try (TaskHarness task = start()) {
      offsets.commit(task.await(10));
    }
    relay.publish(FakeEvent.posts(11, 20, FakeEvent.START));
    relay.forget(15);
    assertFailsAt(BlueskyGap.Cause.OUTDATED_CURSOR);
    assertFailsAt(BlueskyGap.Cause.OUTDATED_CURSOR);
  }

  @Test
  void failsWhereARelayLeavesOutNumbers() throws Exception {
    relay.publish(FakeEvent.posts(1, 10));
    try (TaskHarness task = start()) {
      offsets.commit(task.await(10));
    }
    relay.publish(FakeEvent.posts(5_001, 5_010));
    assertFailsAt(BlueskyGap.Cause.SEQUENCE_JUMP);
    assertFailsAt(BlueskyGap.Cause.SEQUENCE_JUMP);
  }

  private void assertFailsAt(BlueskyGap.Cause cause) {
    Map<String, String> config = config();
    config.put("gap.policy", "fail");
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      assertThatThrownBy(() -> task.await(1))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("gap.policy")
          .hasMessageContaining(
              cause == BlueskyGap.Cause.SEQUENCE_JUMP ? "left out" : "does not go back so far");
    }
  }

  private TaskHarness start() {
    return TaskHarness.start(config(), offsets);
  }

  private Map<String, String> config() {
    return TaskHarness.config(relay.url(StreamKind.FIREHOSE));
  }
}
