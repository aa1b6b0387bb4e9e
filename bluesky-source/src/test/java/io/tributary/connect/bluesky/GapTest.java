package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.connect.bluesky.FakeConnection.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers do with a cursor that they cannot serve. */
class GapTest {
  private static final long HOUR = BlueskyCursor.micros(Duration.ofHours(1));
  private static final String FUTURE_CURSOR =
      "{\"$type\":\"message\",\"payload\":{\"$type\":\"network.bsky.jetstream"
          + ".subscribeEvents#info\",\"name\":\"FutureCursor\",\"message\":\"live\"}}";

  private final StoredOffsets offsets = new StoredOffsets();
  @RegisterExtension private final FakeJetstream jetstream = FakeJetstream.start();

  /** Reads ten posts of three hours ago; when it comes back the server starts an hour ago. */
  private void readAndForget(StreamKind kind) throws InterruptedException {
    jetstream.publish(FakeEvent.posts(1, 10, FakeEvent.START - 3 * HOUR));
    try (TaskHarness task = TaskHarness.start(config(kind), offsets)) {
      offsets.commit(task.await(10));
    }
    jetstream.publish(FakeEvent.posts(11, 15, FakeEvent.START - 2 * HOUR));
    jetstream.publish(FakeEvent.posts(16, 20, FakeEvent.START - HOUR));
    jetstream.forget(15);
  }

  @ParameterizedTest
  @EnumSource(names = {"JETSTREAM_V1", "JETSTREAM_V2"})
  void countsAndReportsAGapAndGoesOn(StreamKind kind) throws Exception {
    readAndForget(kind);
    try (var log = new CapturedLog();
        TaskHarness task = TaskHarness.start(config(kind), offsets)) {
      assertThat(TaskHarness.keys(task.await(5))).isEqualTo(TaskHarness.keys(16, 20));

      assertThat(task.metrics().gaps).hasValue(1);
      assertThat(log.lines().stream().filter(line -> line.startsWith("WARN Events are missing")))
          .singleElement()
          .asString()
          .contains(
              BlueskyTime.ofMicros(FakeEvent.START - 3 * HOUR + 10_000)
                  + " to "
                  + BlueskyTime.ofMicros(FakeEvent.START - HOUR + 16_000));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"JETSTREAM_V1", "JETSTREAM_V2"})
  void failsAtAGapBeforeAnythingIsEmitted(StreamKind kind) throws Exception {
    readAndForget(kind);
    Map<String, String> config = config(kind);
    config.put("gap.policy", "fail");
    for (int attempt = 0; attempt < 2; attempt++) {
      try (TaskHarness task = TaskHarness.start(config, offsets)) {
        assertThatThrownBy(() -> task.await(1))
            .isInstanceOf(ConnectException.class)
            .hasMessageContaining("gap.policy")
            .hasMessageContaining("PT2H");
      }
    }
  }

  @Test
  void asksByTimeWhereTheSequenceNumberIsTooOld() throws Exception {
    readAndForget(StreamKind.JETSTREAM_V2);
    try (TaskHarness task = TaskHarness.start(config(StreamKind.JETSTREAM_V2), offsets)) {
      task.await(5);

      assertThat(jetstream.requests()).hasSize(3);
      assertThat(jetstream.requests().get(1)).contains("cursor=10&");
      assertThat(jetstream.requests().get(2))
          .contains("cursor=" + (FakeEvent.START - 3 * HOUR + 10_000 - 5_000_000));
    }
  }

  @Test
  void seesNoGapInASilenceThatTheServerCovers() throws Exception {
    jetstream.publish(FakeEvent.posts(1, 10, FakeEvent.START - HOUR));
    try (TaskHarness task = start(StreamKind.JETSTREAM_V2)) {
      offsets.commit(task.await(10));
      jetstream.publish(FakeEvent.posts(11, 20, FakeEvent.START));
      offsets.commit(task.await(10));
    }
    try (TaskHarness task = start(StreamKind.JETSTREAM_V2)) {
      task.drain(() -> task.metrics().connections.get() == 1);
      assertThat(task.metrics().gaps).hasValue(0);
    }
  }

  @Test
  void startsOverByTimeWhereAServerNumbersAnew() throws Exception {
    jetstream.publish(FakeEvent.posts(1_001, 1_010, FakeEvent.START));
    try (TaskHarness task = start(StreamKind.JETSTREAM_V2)) {
      offsets.commit(task.await(10));
    }
    // The same host counts from one again, and takes a number that is to come for "live".
    jetstream.renumber(
        FakeEvent.posts(1_001, 1_020, FakeEvent.START).stream()
            .map(post -> post.at(post.seq() - 1_000, post.timeMicros()))
            .toList());
    try (TaskHarness task = start(StreamKind.JETSTREAM_V2)) {
      task.drain(() -> task.metrics().connections.get() == 1);
      jetstream.publish(
          FakeEvent.post(1_021, FakeEvent.START + 1_100_000).at(21, FakeEvent.START + 1_100_000));
      List<SourceRecord> records = task.await(11);
      records.addAll(task.drain(() -> true));

      assertThat(TaskHarness.keys(records)).isEqualTo(TaskHarness.keys(1_011, 1_021));
      assertThat(task.metrics().gaps).hasValue(0);
    }
  }

  @Test
  void startsOverByTimeWhereTheServerSaysThatTheNumberIsStillToCome() throws Exception {
    jetstream.publish(FakeEvent.posts(1_001, 1_010, FakeEvent.START));
    try (TaskHarness task = start(StreamKind.JETSTREAM_V2)) {
      offsets.commit(task.await(10));
    }
    jetstream.renumber(
        FakeEvent.posts(1_001, 1_020, FakeEvent.START).stream()
            .map(post -> post.at(post.seq() - 1_000, post.timeMicros()))
            .toList());
    jetstream.script(
        connection ->
            connection.values("cursor").contains("1010")
                ? List.of(new Step(0, it -> it.send(FUTURE_CURSOR)))
                : List.of());
    try (TaskHarness task = start(StreamKind.JETSTREAM_V2)) {
      List<SourceRecord> records = task.await(10);
      records.addAll(task.drain(() -> true));

      assertThat(TaskHarness.keys(records)).isEqualTo(TaskHarness.keys(1_011, 1_020));
      assertThat(task.metrics().gaps).hasValue(0);
    }
  }

  /** Posts ten minutes apart, of the last hours, with numbers that a server has given them. */
  private static List<FakeEvent> slowPosts(long first, long last, long shift) {
    return FakeEvent.posts(first, last).stream()
        .map(post -> post.at(post.seq() + shift, FakeEvent.START - (20 - post.seq()) * HOUR / 6))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(longs = {1_000, -5})
  void startsOverByTimeWhereTheNumberHasComeToMeanSomethingElse(long shift) throws Exception {
    jetstream.publish(slowPosts(1, 10, 0));
    try (TaskHarness task = start(StreamKind.JETSTREAM_V2)) {
      offsets.commit(task.await(10));
    }
    // The same host has moved up, or counts from one again and is past our number by now.
    jetstream.renumber(slowPosts(6, 20, shift));
    try (TaskHarness task = start(StreamKind.JETSTREAM_V2)) {
      List<SourceRecord> records = task.await(10);
      records.addAll(task.drain(() -> true));

      assertThat(TaskHarness.keys(records)).isEqualTo(TaskHarness.keys(11, 20));
      assertThat(task.metrics().gaps).hasValue(0);
    }
  }

  @Test
  void startsOverByTimeWhereTheFilterHidesWhatHasTheNumberNow() throws Exception {
    jetstream.publish(slowPosts(1, 5, 0));
    Map<String, String> config = config(StreamKind.JETSTREAM_V2);
    config.put("gap.threshold.ms", String.valueOf(Duration.ofMinutes(30).toMillis()));
    config.put("gap.policy", "fail");
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      offsets.commit(task.await(5));
    }
    // The host has forgotten everything, counts from one again, and five is a like now.
    jetstream.renumber(
        slowPosts(6, 20, -5).stream()
            .map(event -> event.seq() == 5 ? event.in("app.bsky.feed.like") : event)
            .toList());
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      List<SourceRecord> records = task.await(14);
      records.addAll(task.drain(() -> true));

      List<String> expected = new ArrayList<>(TaskHarness.keys(6, 20));
      expected.remove("key10");
      assertThat(TaskHarness.keys(records)).isEqualTo(expected);
    }
  }

  @Test
  void leavesOutWhatIsBeforeTheTimeThatWasAskedFor() throws Exception {
    // A host of v2 restarts a time cursor at the start of its segment, up to an hour too early.
    jetstream.hideCursor();
    jetstream.publish(FakeEvent.posts(1, 10, FakeEvent.START - HOUR));
    jetstream.publish(FakeEvent.posts(11, 20, FakeEvent.START));
    offsets.put(
        BlueskyOffset.partition(0, 1),
        StoredOffsets.roundTrip(BlueskyOffset.at(FakeEvent.START + 15_000, 0).toMap()));
    jetstream.startEarly();
    Map<String, String> config = config(StreamKind.JETSTREAM_V1);
    config.put("failover.rewind.ms", "2");
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      assertThat(TaskHarness.keys(task.await(8))).isEqualTo(TaskHarness.keys(13, 20));
      assertThat(task.metrics().gaps).hasValue(0);
    }
  }

  private TaskHarness start(StreamKind kind) {
    return TaskHarness.start(config(kind), offsets);
  }

  private Map<String, String> config(StreamKind kind) {
    return TaskHarness.config(jetstream.url(kind));
  }
}
