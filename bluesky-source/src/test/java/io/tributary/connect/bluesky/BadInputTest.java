package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.bluesky.FakeConnection.Step;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages that no stream should have: none of them stops it. */
class BadInputTest {
  private final StoredOffsets offsets = new StoredOffsets();
  @RegisterExtension private final FakeJetstream jetstream = FakeJetstream.start();

  @SuppressWarnings("ImmutableEnumChecker") // The actions hold nothing.
  private enum Nonsense {
    NO_JSON(it -> it.send("{\"did\":"), metrics -> metrics.unreadable),
    NOT_EVEN_TEXT(it -> it.sendText(new byte[] {'{', (byte) 0xff}), metrics -> metrics.unreadable),
    BYTES(it -> it.sendBinary(new byte[] {0, 1, 2}), metrics -> metrics.unreadable),
    NOTHING(it -> it.sendText(new byte[0]), metrics -> metrics.unreadable),
    TOO_LARGE(
        it -> it.send("{\"text\":\"" + "x".repeat(20_000) + "\"}"), metrics -> metrics.oversized),
    TOO_LARGE_IN_PARTS(
        it -> {
          byte[] part = "x".repeat(9_000).getBytes(StandardCharsets.UTF_8);
          it.sendPart(1, false, part);
          it.ping();
          it.sendPart(0, false, part);
          it.sendPart(0, true, part);
        },
        metrics -> metrics.oversized);

    private final FakeConnection.Action action;
    private final Function<BlueskyMetrics, AtomicLong> counter;

    Nonsense(FakeConnection.Action action, Function<BlueskyMetrics, AtomicLong> counter) {
      this.action = action;
      this.counter = counter;
    }
  }

  @ParameterizedTest
  @EnumSource
  void passesOverAMessageAndCountsIt(Nonsense nonsense) throws Exception {
    jetstream.script(connection -> List.of(new Step(5, nonsense.action)));
    jetstream.publish(FakeEvent.posts(1, 10));
    Map<String, String> config = TaskHarness.config(jetstream.url(StreamKind.JETSTREAM_V2));
    config.put("max.message.bytes", "10000");
    try (var log = new CapturedLog();
        TaskHarness task = TaskHarness.start(config, offsets)) {
      List<SourceRecord> records = task.await(10);

      assertThat(TaskHarness.keys(records)).isEqualTo(TaskHarness.keys(1, 10));
      assertThat(nonsense.counter.apply(task.metrics())).hasValue(1);
      assertThat(jetstream.requests()).hasSize(1);
      assertThat(log.lines().stream().filter(line -> line.startsWith("WARN"))).hasSize(1);
    }
  }

  @Test
  void readsAMessageThatComesInParts() throws Exception {
    jetstream.script(
        connection ->
            List.of(
                new Step(
                    1,
                    it -> {
                      byte[] json =
                          FakeEvent.post(2, FakeEvent.START + 2_000)
                              .json(StreamKind.JETSTREAM_V2, true);
                      String text = new String(json, StandardCharsets.UTF_8);
                      it.sendPart(1, false, text.substring(0, 10).getBytes(StandardCharsets.UTF_8));
                      it.ping();
                      it.sendPart(0, true, text.substring(10).getBytes(StandardCharsets.UTF_8));
                    })));
    jetstream.publish(
        FakeEvent.post(1, FakeEvent.START), FakeEvent.post(3, FakeEvent.START + 3_000));
    Map<String, String> config = TaskHarness.config(jetstream.url(StreamKind.JETSTREAM_V2));
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      assertThat(TaskHarness.keys(task.await(3))).isEqualTo(TaskHarness.keys(1, 3));
    }
  }

  @Test
  void emitsWhatIsKnownOfARecordOfTooManyParts() throws Exception {
    String post =
        new String(
            FakeEvent.post(2, FakeEvent.START + 2_000).json(StreamKind.JETSTREAM_V2, true),
            StandardCharsets.UTF_8);
    String large = post.replace("\"text\":", "\"a\":[" + "{},".repeat(200_000) + "0],\"text\":");
    jetstream.script(connection -> List.of(new Step(1, it -> it.send(large))));
    jetstream.publish(
        FakeEvent.post(1, FakeEvent.START), FakeEvent.post(3, FakeEvent.START + 3_000));
    Map<String, String> config = TaskHarness.config(jetstream.url(StreamKind.JETSTREAM_V2));
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      List<SourceRecord> records = task.await(3);

      assertThat(TaskHarness.keys(records)).isEqualTo(TaskHarness.keys(1, 3));
      assertThat(records)
          .extracting(record -> ((Struct) record.value()).getString("text"))
          .containsExactly("Post number 1", "", "Post number 3");
      assertThat(task.metrics().unreadable).hasValue(1);
    }
  }

  @Test
  void leavesOutARecordThatKafkaWouldNotTake() throws Exception {
    jetstream.publish(
        FakeEvent.post(1, FakeEvent.START).in("org.example.notes").saying("x".repeat(5_000)),
        FakeEvent.post(2, FakeEvent.START + 1).in("org.example.notes"));
    Map<String, String> config = TaskHarness.config(jetstream.url(StreamKind.JETSTREAM_V2));
    config.put("collections", "org.example.notes");
    config.put("record.max.bytes", "2000");
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      assertThat(TaskHarness.keys(task.await(1))).containsExactly("key2");
      assertThat(task.metrics().impossible).hasValue(1);
    }
  }

  @Test
  void saysOnceAMinuteWhatIsWrongHoweverOftenItHappens() throws Exception {
    jetstream.script(
        connection ->
            List.of(
                new Step(
                    1,
                    it -> {
                      for (int i = 0; i < 100; i++) {
                        it.send("[]");
                      }
                    })));
    jetstream.publish(FakeEvent.posts(1, 2));
    Map<String, String> config = TaskHarness.config(jetstream.url(StreamKind.JETSTREAM_V2));
    try (var log = new CapturedLog();
        TaskHarness task = TaskHarness.start(config, offsets)) {
      task.await(2);

      assertThat(task.metrics().unreadable).hasValue(100);
      assertThat(log.lines().stream().filter(line -> line.startsWith("WARN"))).hasSize(1);
    }
  }
}
