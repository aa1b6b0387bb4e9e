package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.connect.bluesky.FakeConnection.Step;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that do not accept a connection, and which of their answers end a task. */
class RefusalTest {
  private static final String INVALID_REQUEST =
      "{\"error\":\"InvalidRequest\",\"message\":\"wrong\"}";

  private final StoredOffsets offsets = new StoredOffsets();
  @RegisterExtension private final FakeJetstream jetstream = FakeJetstream.start();
  @RegisterExtension private final FakeJetstream other = FakeJetstream.start();

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404})
  void waitsForAServerThoughTheOtherOneDeniesUs(int status) throws Exception {
    var busy = new FakeJetstream.Answer(503, "");
    jetstream.publish(FakeEvent.posts(1, 20));
    jetstream.script(
        connection -> {
          if (jetstream.connections().size() > 1) {
            return List.of();
          }
          jetstream.answer(busy, busy, busy);
          return List.of(new Step(10, FakeConnection::abort));
        });
    other.answer(new FakeJetstream.Answer(status, INVALID_REQUEST));
    Map<String, String> config =
        TaskHarness.config(
            jetstream.url(StreamKind.JETSTREAM_V2), other.url(StreamKind.JETSTREAM_V2));
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      List<SourceRecord> records = task.await(20);

      assertThat(TaskHarness.keys(records)).isEqualTo(TaskHarness.keys(1, 20));
      assertThat(other.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {INVALID_REQUEST, "<html>Bad Request</html>"})
  void goesOnThoughAServerThatWasReadCallsTheRequestWrong(String body) throws Exception {
    jetstream.publish(FakeEvent.posts(1, 20));
    jetstream.script(
        connection -> {
          if (jetstream.connections().size() > 1) {
            return List.of();
          }
          jetstream.answer(new FakeJetstream.Answer(400, body));
          return List.of(new Step(10, FakeConnection::abort));
        });
    try (TaskHarness task = start()) {
      assertThat(TaskHarness.keys(task.await(20))).isEqualTo(TaskHarness.keys(1, 20));
      assertThat(jetstream.requests()).hasSize(3);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403})
  void waitsForTheServerThatWasReadBeforeARestart(int status) throws Exception {
    jetstream.publish(FakeEvent.posts(1, 10));
    try (TaskHarness task = start()) {
      offsets.commit(task.await(10));
    }
    jetstream.answer(new FakeJetstream.Answer(status, "go away"));
    jetstream.publish(FakeEvent.posts(11, 15));
    try (TaskHarness task = start()) {
      assertThat(TaskHarness.keys(task.await(5))).endsWith("key15");
    }
  }

  @Test
  void waitsForTheServerThatWasReadBeforeThoughTheOtherOneCallsTheRequestWrong() throws Exception {
    jetstream.publish(FakeEvent.posts(1, 10));
    try (TaskHarness task = start()) {
      offsets.commit(task.await(10));
    }
    var busy = new FakeJetstream.Answer(503, "");
    jetstream.answer(busy, busy, busy);
    other.answer(new FakeJetstream.Answer(400, INVALID_REQUEST));
    Map<String, String> config =
        TaskHarness.config(
            jetstream.url(StreamKind.JETSTREAM_V2), other.url(StreamKind.JETSTREAM_V2));
    jetstream.publish(FakeEvent.posts(11, 15));
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      assertThat(TaskHarness.keys(task.await(5))).endsWith("key15");
      assertThat(other.requests()).hasSize(1);
    }
  }

  @Test
  void waitsForAServerWhereOnlyATimeIsStored() throws Exception {
    offsets.put(
        BlueskyOffset.partition(0, 1),
        StoredOffsets.roundTrip(BlueskyOffset.at(FakeEvent.START, 0).toMap()));
    jetstream.answer(new FakeJetstream.Answer(403, "go away"));
    jetstream.publish(FakeEvent.posts(1, 5));
    try (TaskHarness task = start()) {
      assertThat(TaskHarness.keys(task.await(5))).isEqualTo(TaskHarness.keys(1, 5));
    }
  }

  @Test
  void failsWhereEveryServerCallsTheRequestWrongThoughOneWasReadBefore() throws Exception {
    jetstream.publish(FakeEvent.posts(1, 10));
    try (TaskHarness task = start()) {
      offsets.commit(task.await(10));
    }
    jetstream.answer(new FakeJetstream.Answer(400, INVALID_REQUEST));
    try (TaskHarness task = start()) {
      assertThatThrownBy(() -> task.await(1))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("wrong");
    }
  }

  @Test
  void failsWithTheWordsOfAJetstreamV1ThatWasReadBefore() throws Exception {
    Map<String, String> config = TaskHarness.config(jetstream.url(StreamKind.JETSTREAM_V1));
    jetstream.publish(FakeEvent.posts(1, 10));
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      offsets.commit(task.await(10));
    }
    jetstream.answer(new FakeJetstream.Answer(400, "invalid collection: app.bsky\n"));
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      assertThatThrownBy(() -> task.await(1))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("invalid collection: app.bsky");
    }
  }

  @Test
  void failsWhereTheServerRefusesTheListThatItWasSent() {
    Map<String, String> config = TaskHarness.config(jetstream.url(StreamKind.JETSTREAM_V1));
    config.put(
        "actors",
        IntStream.range(0, 101).mapToObj(i -> "did:plc:a" + i).collect(Collectors.joining(",")));
    jetstream.script(
        connection -> List.of(new Step(0, it -> it.close(1008, "invalid options update"))));
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      assertThatThrownBy(() -> task.await(1))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("invalid options update");
    }
  }

  @Test
  void failsWhereEveryServerDeniesUs() {
    jetstream.answer(new FakeJetstream.Answer(403, "not here"));
    other.answer(new FakeJetstream.Answer(401, "nor there"));
    Map<String, String> config =
        TaskHarness.config(
            jetstream.url(StreamKind.JETSTREAM_V2), other.url(StreamKind.JETSTREAM_V2));
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      assertThatThrownBy(() -> task.await(1))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("nor there");
    }
  }

  @Test
  void doesNotHammerAServerThatNeverGoesOn() throws Exception {
    var tooOld = new FakeJetstream.Answer(400, "{\"error\":\"CursorTooOld\"}");
    jetstream.answer(Collections.nCopies(500, tooOld).toArray(FakeJetstream.Answer[]::new));
    Map<String, String> config = TaskHarness.config(jetstream.url(StreamKind.JETSTREAM_V2));
    config.put("reconnect.backoff.ms", "100");
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
      task.drain(() -> System.nanoTime() > end);

      assertThat(jetstream.requests()).hasSizeBetween(4, 30);
    }
  }

  @Test
  void goesOnExactlyThoughAServerThatIsStartingKnowsNoStreamYet() throws Exception {
    Map<String, String> config = TaskHarness.config("ws://" + jetstream.host());
    jetstream.publish(FakeEvent.posts(1, 10));
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      offsets.commit(task.await(10));
    }
    jetstream.answer(new FakeJetstream.Answer(404, "404 page not found"));
    jetstream.publish(FakeEvent.posts(11, 15));
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      assertThat(TaskHarness.keys(task.await(5))).isEqualTo(TaskHarness.keys(11, 15));
      assertThat(jetstream.requests().subList(1, 3))
          .allSatisfy(
              request ->
                  assertThat(request)
                      .startsWith(StreamKind.JETSTREAM_V2.path())
                      .contains("cursor=10&"));
    }
  }

  @Test
  void returnsToVersion2WhereAHostWithoutAPathHasNeitherForNow() throws Exception {
    offsets.put(
        BlueskyOffset.partition(0, 1),
        StoredOffsets.roundTrip(BlueskyOffset.at(FakeEvent.START, 0).toMap()));
    var absent = new FakeJetstream.Answer(404, "404 page not found");
    jetstream.answer(absent, absent);
    jetstream.publish(FakeEvent.posts(1, 5));
    Map<String, String> config = TaskHarness.config("ws://" + jetstream.host());
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      assertThat(TaskHarness.keys(task.await(5))).isEqualTo(TaskHarness.keys(1, 5));
      assertThat(jetstream.requests()).hasSize(3);
      assertThat(jetstream.requests().get(1)).startsWith(StreamKind.JETSTREAM_V1.path());
      assertThat(jetstream.requests().get(2)).startsWith(StreamKind.JETSTREAM_V2.path());
    }
  }

  private TaskHarness start() {
    return TaskHarness.start(TaskHarness.config(jetstream.url(StreamKind.JETSTREAM_V2)), offsets);
  }
}
