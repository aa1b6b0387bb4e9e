package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.bluesky.FakeConnection.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.apache.kafka.connect.source.SourceRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that end, stall or flood, and what is asked for next. */
class ReconnectTest {
  private final StoredOffsets offsets = new StoredOffsets();
  @RegisterExtension private final FakeJetstream jetstream = FakeJetstream.start();
  @RegisterExtension private final FakeJetstream other = FakeJetstream.start();

  /** What a server may do in the middle of a stream. */
  @SuppressWarnings("ImmutableEnumChecker") // The actions hold nothing.
  private enum End {
    VANISHES(FakeConnection::abort),
    SHUTS_DOWN(connection -> connection.close(1001, "server shutting down")),
    CLOSES(connection -> connection.close(1000, "")),
    REFUSES(connection -> connection.close(1008, "policy")),
    IS_TOO_FAST(
        connection -> {
          connection.send(
              "{\"$type\":\"error\",\"error\":\"ConsumerTooSlow\",\"message\":\"behind\"}");
          connection.close(1000, "");
        }),
    STALLS(FakeConnection::stall),
    FREEZES(FakeConnection::freeze),
    BREAKS_THE_PROTOCOL(connection -> connection.sendRaw(new byte[] {(byte) 0xff, 0, 0, 0}));

    private final FakeConnection.Action action;

    End(FakeConnection.Action action) {
      this.action = action;
    }
  }

  @ParameterizedTest
  @EnumSource
  void goesOnExactlyWhateverEndsAConnection(End end) throws Exception {
    // The first three connections end after ten events each.
    jetstream.script(
        connection ->
            jetstream.connections().size() <= 3 ? List.of(new Step(10, end.action)) : List.of());
    jetstream.publish(FakeEvent.posts(1, 60));
    try (TaskHarness task = start(StreamKind.JETSTREAM_V2)) {
      List<SourceRecord> records = task.await(60);
      records.addAll(task.drain(() -> true));

      assertThat(TaskHarness.keys(records)).isEqualTo(TaskHarness.keys(1, 60));
      assertThat(jetstream.requests()).hasSize(4);
      assertThat(task.metrics().gaps).hasValue(0);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"VANISHES", "STALLS"})
  void goesOnWithoutSequenceNumbersByTime(End end) throws Exception {
    jetstream.hideCursor();
    jetstream.script(
        connection ->
            jetstream.connections().size() <= 3 ? List.of(new Step(30, end.action)) : List.of());
    jetstream.publish(FakeEvent.posts(1, 60));
    Map<String, String> config = config(StreamKind.JETSTREAM_V1);
    config.put("failover.rewind.ms", "10");
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      List<SourceRecord> records = task.await(60);
      records.addAll(task.drain(() -> true));

      assertThat(TaskHarness.keys(records)).isEqualTo(TaskHarness.keys(1, 60));
      assertThat(jetstream.requests().get(1))
          .contains("cursor=" + (FakeEvent.START + 30_000 - 10_000));
      assertThat(task.metrics().repeated.get()).isGreaterThanOrEqualTo(10);
    }
  }

  @Test
  void keepsEventsThatComeLateInTimeAtTheCutOver() throws Exception {
    // As v1 servers do when a replay meets the present: what is newer comes first.
    List<FakeEvent> posts = new ArrayList<>(FakeEvent.posts(1, 40));
    Collections.swap(posts, 19, 30);
    jetstream.hideCursor();
    jetstream.script(
        connection ->
            jetstream.connections().size() == 1
                ? List.of(new Step(25, FakeConnection::abort))
                : List.of());
    jetstream.publish(posts);
    Map<String, String> config = config(StreamKind.JETSTREAM_V1);
    config.put("failover.rewind.ms", "20");
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      List<SourceRecord> records = task.await(40);
      records.addAll(task.drain(() -> true));

      assertThat(TaskHarness.keys(records))
          .containsExactlyInAnyOrderElementsOf(TaskHarness.keys(1, 40));
    }
  }

  @Test
  void turnsToTheNextServerByTimeAndLeavesOutWhatWasEmitted() throws Exception {
    jetstream.publish(FakeEvent.posts(1, 50));
    // The other one numbers from 9000 and is two milliseconds late.
    other.publish(
        FakeEvent.posts(1, 90).stream()
            .map(post -> post.at(9_000 + post.seq(), post.timeMicros() + 2_000))
            .toList());
    Map<String, String> config =
        TaskHarness.config(
            jetstream.url(StreamKind.JETSTREAM_V2), other.url(StreamKind.JETSTREAM_V2));
    config.put("failover.rewind.ms", "10");
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      List<SourceRecord> records = task.await(50);
      jetstream.close();
      records.addAll(task.await(40));
      records.addAll(task.drain(() -> true));

      assertThat(TaskHarness.keys(records)).isEqualTo(TaskHarness.keys(1, 90));
      assertThat(other.requests()).hasSize(1);
      assertThat(other.requests().get(0)).contains("cursor=" + (FakeEvent.START + 40_000));
      assertThat(task.metrics().repeated.get()).isEqualTo(13);
      offsets.commit(records);
    }
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      task.drain(() -> other.requests().size() == 2);

      assertThat(other.requests().get(1)).contains("cursor=9090");
    }
  }

  @Test
  void leavesOutWhatWasEmittedBeforeARestartOnAnotherServer() throws Exception {
    jetstream.publish(FakeEvent.posts(1, 50));
    try (TaskHarness task = start(StreamKind.JETSTREAM_V2)) {
      offsets.commit(task.await(50));
    }
    other.publish(
        FakeEvent.posts(1, 60).stream()
            .map(post -> post.at(post.seq() + 7, post.timeMicros()))
            .toList());
    Map<String, String> config = TaskHarness.config(other.url(StreamKind.JETSTREAM_V1));
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      List<SourceRecord> records = task.await(10);
      records.addAll(task.drain(() -> true));

      assertThat(TaskHarness.keys(records)).isEqualTo(TaskHarness.keys(51, 60));
    }
  }

  @Test
  void answersPingsWhileRecordsWait() throws Exception {
    var answered = new AtomicBoolean();
    jetstream.script(
        connection ->
            List.of(
                new Step(
                    2_000,
                    it -> {
                      it.ping();
                      answered.set(it.awaitPong(5_000));
                    })));
    jetstream.publish(FakeEvent.posts(1, 3_000));
    try (TaskHarness task = start(StreamKind.JETSTREAM_V2)) {
      List<SourceRecord> records = task.await(1);
      // Nobody polls: events wait.
      Awaitility.await().atMost(Duration.ofSeconds(10)).untilTrue(answered);

      records.addAll(task.await(3_000 - records.size()));
      assertThat(records).hasSize(3_000);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void closesDrainsAndGoesOnWhenKafkaIsSlower(boolean withSeq) throws Exception {
    if (!withSeq) {
      jetstream.hideCursor();
    }
    Map<String, String> config = config(StreamKind.JETSTREAM_V1);
    config.put("buffer.max.bytes", String.valueOf(1 << 20));
    config.put("max.message.bytes", "100000");
    config.put("failover.rewind.ms", "100");
    jetstream.publish(
        LongStream.rangeClosed(1, 3_000)
            .mapToObj(seq -> FakeEvent.post(seq, FakeEvent.START + seq * 1_000))
            .map(post -> post.saying("x".repeat(2_000)))
            .toList());
    List<SourceRecord> records = new ArrayList<>();
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      records.addAll(task.await(1));
      // Nobody polls for a while, until the server is told to stop.
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> jetstream.connections().get(0).isOver());
      int sent = jetstream.connections().get(0).sent();
      assertThat(sent).isLessThan(2_500);

      records.addAll(task.await(3_000 - records.size()));
      records.addAll(task.drain(() -> true));

      assertThat(TaskHarness.keys(records)).isEqualTo(TaskHarness.keys(1, 3_000));
      assertThat(task.metrics().overflows.get()).isPositive();
      assertThat(task.metrics().gaps).hasValue(0);
    }
  }

  @Test
  void getsOnThoughARewindBringsMoreThanTheBufferHolds() throws Exception {
    jetstream.hideCursor();
    Map<String, String> config = config(StreamKind.JETSTREAM_V1);
    config.put("buffer.max.bytes", String.valueOf(1 << 20));
    config.put("max.message.bytes", "100000");
    Collection<FakeEvent> posts =
        LongStream.rangeClosed(1, 3_000)
            .mapToObj(seq -> FakeEvent.post(seq, FakeEvent.START + seq))
            .map(post -> post.saying("x".repeat(2_000)))
            .toList();
    jetstream.publish(posts);
    jetstream.script(
        connection ->
            jetstream.connections().size() == 1
                ? List.of(new Step(2_000, FakeConnection::abort))
                : List.of());
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      List<SourceRecord> records = task.await(3_000);
      records.addAll(task.drain(() -> true));

      assertThat(TaskHarness.keys(records)).isEqualTo(TaskHarness.keys(1, 3_000));
    }
  }

  @Test
  void pingsAServerThatSendsNoneAndLeavesItInPeace() throws Exception {
    Map<String, String> config = config(StreamKind.JETSTREAM_V2);
    config.put("idle.timeout.ms", "300");
    config.put("stall.timeout.ms", "60000");
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      long end = System.nanoTime() + Duration.ofMillis(1_200).toNanos();
      task.drain(() -> System.nanoTime() > end);

      assertThat(jetstream.requests()).hasSize(1);
    }
  }

  private TaskHarness start(StreamKind kind) {
    return TaskHarness.start(config(kind), offsets);
  }

  private Map<String, String> config(StreamKind kind) {
    Map<String, String> config = TaskHarness.config(jetstream.url(kind));
    config.put("idle.timeout.ms", "600");
    config.put("stall.timeout.ms", "900");
    return config;
  }
}
