package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlueskySourceTaskTest {
  private final StoredOffsets offsets = new StoredOffsets();
  @RegisterExtension private final FakeJetstream jetstream = FakeJetstream.start();

  @ParameterizedTest
  @EnumSource(names = {"JETSTREAM_V1", "JETSTREAM_V2"})
  void readsWhatIsThereAndWhatComes(StreamKind kind) throws Exception {
    jetstream.publish(FakeEvent.posts(1, 3));
    try (TaskHarness task = start(config(kind))) {
      List<SourceRecord> records = task.await(3);
      jetstream.publish(FakeEvent.posts(4, 5));
      records.addAll(task.await(2));

      assertThat(TaskHarness.keys(records)).isEqualTo(TaskHarness.keys(1, 5));
      assertThat(records.get(0).topic()).isEqualTo("posts");
      assertThat(records.get(0).headers().lastWithName("source").value())
          .isEqualTo(jetstream.host());
      assertThat(((Struct) records.get(0).value()).getString("text")).isEqualTo("Post number 1");
      assertThat(task.metrics().gaps).hasValue(0);
    }
  }

  @Test
  void startsWithWhatHappensNow() throws Exception {
    jetstream.publish(FakeEvent.posts(1, 3));
    Map<String, String> config = config(StreamKind.JETSTREAM_V2);
    config.put("start.from", "now");
    try (TaskHarness task = start(config)) {
      task.drain(() -> task.metrics().connections.get() == 1);
      jetstream.publish(FakeEvent.posts(4, 4));

      assertThat(TaskHarness.keys(task.await(1))).containsExactly("key4");
    }
  }

  @Test
  void startsAtATime() throws Exception {
    jetstream.publish(FakeEvent.posts(1, 9));
    Map<String, String> config = config(StreamKind.JETSTREAM_V2);
    config.put("start.from", BlueskyTime.ofMicros(FakeEvent.START + 7_000).toString());
    try (TaskHarness task = start(config)) {
      assertThat(TaskHarness.keys(task.await(3))).isEqualTo(TaskHarness.keys(7, 9));
    }
  }

  @Test
  void losesNothingBetweenTheStartAndTheFirstEvent() throws Exception {
    jetstream.script(
        connection ->
            jetstream.connections().size() == 1
                ? List.of(new FakeConnection.Step(0, FakeConnection::freeze))
                : List.of());
    Map<String, String> config = config(StreamKind.JETSTREAM_V2);
    config.put("start.from", "now");
    config.put("idle.timeout.ms", "300");
    try (TaskHarness task = start(config)) {
      task.drain(() -> task.metrics().connections.get() == 1);
      long now = System.currentTimeMillis() * 1_000;
      jetstream.publish(FakeEvent.post(1, now), FakeEvent.post(2, now + 1));

      assertThat(TaskHarness.keys(task.await(2))).containsExactly("key1", "key2");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void goesOnExactlyAfterARestart(boolean withSeq) throws Exception {
    if (!withSeq) {
      jetstream.hideCursor();
    }
    jetstream.publish(FakeEvent.posts(1, 50));
    Map<String, String> config = config(StreamKind.JETSTREAM_V1);
    List<SourceRecord> first = new ArrayList<>();
    try (TaskHarness task = start(config)) {
      first.addAll(task.await(50));
    }
    offsets.commit(first.subList(0, 30));
    jetstream.publish(FakeEvent.posts(51, 60));
    try (TaskHarness task = start(config)) {
      assertThat(TaskHarness.keys(task.await(30))).isEqualTo(TaskHarness.keys(31, 60));
      assertThat(task.drain(() -> true)).isEmpty();
      assertThat(task.metrics().gaps).hasValue(0);
    }
    assertThat(jetstream.requests())
        .hasSize(2)
        .last()
        .asString()
        .contains(withSeq ? "cursor=30" : "cursor=17");
  }

  @Test
  void fallsBackToVersion1WhereAHostWithoutAPathKnowsNoOther() throws Exception {
    jetstream.forgetVersion2();
    jetstream.publish(FakeEvent.posts(1, 2));
    try (TaskHarness task = start(TaskHarness.config("ws://" + jetstream.host()))) {
      assertThat(task.await(2)).hasSize(2);
      assertThat(jetstream.requests().get(0)).startsWith(StreamKind.JETSTREAM_V2.path());
      assertThat(jetstream.requests().get(1)).startsWith(StreamKind.JETSTREAM_V1.path());
    }
  }

  @Test
  void failsWhereAnAddressWithAPathIsUnknown() {
    jetstream.forgetVersion2();
    try (TaskHarness task = start(config(StreamKind.JETSTREAM_V2))) {
      assertThatThrownBy(() -> task.await(1))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("endpoints")
          .hasMessageContaining("404 page not found");
    }
  }

  @Test
  void failsWithTheServersWordsWhenItRefusesTheRequest() {
    jetstream.answer(
        new FakeJetstream.Answer(
            400, "{\"error\":\"InvalidRequest\",\"message\":\"no such NSID\"}"));
    try (TaskHarness task = start(config(StreamKind.JETSTREAM_V2))) {
      assertThatThrownBy(() -> task.await(1))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("collections")
          .hasMessageContaining("no such NSID");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 502, 503})
  void triesAgainWhileAServerIsNotReady(int status) throws Exception {
    jetstream.publish(FakeEvent.posts(1, 1));
    var busy = new FakeJetstream.Answer(status, "{\"error\":\"ServiceUnavailable\"}");
    jetstream.answer(busy, busy);
    try (TaskHarness task = start(config(StreamKind.JETSTREAM_V2))) {
      assertThat(task.await(1)).hasSize(1);
      assertThat(jetstream.requests()).hasSize(3);
    }
  }

  @Test
  void asksForTheCollectionsAndForAllThatMovesTheCursor() throws Exception {
    jetstream.publish(FakeEvent.posts(1, 1));
    Map<String, String> config = config(StreamKind.JETSTREAM_V2);
    config.put("collections", "app.bsky.feed.post,app.bsky.graph.*");
    try (TaskHarness task = start(config)) {
      task.drain(() -> !jetstream.connections().isEmpty());

      FakeConnection connection = jetstream.connections().get(0);
      assertThat(connection.values("collections"))
          .containsExactly("app.bsky.feed.post", "app.bsky.graph.*");
      assertThat(connection.values("kinds")).containsExactly("commit", "identity", "account");
    }
  }

  @Test
  void endsAPollAtOnceWhenItIsStopped() throws Exception {
    TaskHarness task = start(config(StreamKind.JETSTREAM_V2));
    task.drain(() -> task.metrics().connections.get() == 1);
    long start = System.nanoTime();

    task.stop();

    assertThat(task.poll()).isNull();
    assertThat(System.nanoTime() - start).isLessThan(1_000_000_000L);
  }

  @Test
  void closesWithinADeadlineThoughTheServerDoesNotAnswer() throws Exception {
    jetstream.script(connection -> List.of(new FakeConnection.Step(0, FakeConnection::freeze)));
    TaskHarness task = start(config(StreamKind.JETSTREAM_V2));
    task.drain(() -> task.metrics().connections.get() == 1);
    long start = System.nanoTime();

    task.stop();

    assertThat(System.nanoTime() - start).isLessThan(1_000_000_000L);
  }

  @Test
  void passesTheServersJsonThrough() throws Exception {
    FakeEvent post = FakeEvent.post(1, FakeEvent.START);
    jetstream.publish(post);
    Map<String, String> config = config(StreamKind.JETSTREAM_V1);
    config.put("value.format", "json");
    try (TaskHarness task = start(config)) {
      assertThat(task.await(1).get(0).value())
          .isEqualTo(new String(post.json(StreamKind.JETSTREAM_V1, true), StandardCharsets.UTF_8));
    }
  }

  @Test
  void readsOnWithAnotherNumberOfTasksFromTheOneThatWasBehind() throws Exception {
    jetstream.publish(FakeEvent.posts(1, 20));
    Map<String, String> config = new HashMap<>(config(StreamKind.JETSTREAM_V2));
    config.put("failover.rewind.ms", "5");
    BlueskyOffset behind = BlueskyOffset.at(FakeEvent.START + 10_000, 0);
    BlueskyOffset ahead = BlueskyOffset.at(FakeEvent.START + 20_000, 0);
    offsets.put(BlueskyOffset.partition(0, 2), StoredOffsets.roundTrip(ahead.toMap()));
    offsets.put(BlueskyOffset.partition(1, 2), StoredOffsets.roundTrip(behind.toMap()));

    try (TaskHarness task = start(config)) {
      assertThat(TaskHarness.keys(task.await(16))).isEqualTo(TaskHarness.keys(5, 20));
    }
  }

  private TaskHarness start(Map<String, String> config) {
    return TaskHarness.start(config, offsets);
  }

  private Map<String, String> config(StreamKind kind) {
    return TaskHarness.config(jetstream.url(kind));
  }
}
