package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.tributary.connect.bluesky.FakeConnection.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.source.SourceRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Compressed streams, and what is done where they cannot be had. */
class CompressionTest {
  private static final byte[] DICTIONARY = FakeJetstream.trainDictionary(0);
  private static final byte[] ROTATED = FakeJetstream.trainDictionary(5_000);

  private final StoredOffsets offsets = new StoredOffsets();
  @RegisterExtension private final FakeJetstream jetstream = FakeJetstream.start();

  @BeforeEach
  void compress() {
    jetstream.compressWith(DICTIONARY);
  }

  @Test
  void fetchesTheDictionaryOfAVersion2Host() throws Exception {
    jetstream.publish(FakeEvent.posts(1, 20));
    try (TaskHarness task = start(StreamKind.JETSTREAM_V2)) {
      assertThat(TaskHarness.keys(task.await(20))).isEqualTo(TaskHarness.keys(1, 20));
      assertThat(jetstream.connections().get(0).values("zstdDictionary"))
          .containsExactly(FakeConnection.id(DICTIONARY));
      assertThat(task.metrics().unreadable).hasValue(0);
    }
  }

  @Test
  void fetchesTheDictionaryAgainWhenItHasChanged() throws Exception {
    jetstream.publish(FakeEvent.posts(1, 20));
    jetstream.script(
        connection ->
            jetstream.connections().size() == 1
                ? List.of(
                    new Step(
                        10,
                        it -> {
                          jetstream.compressWith(ROTATED);
                          it.abort();
                        }))
                : List.of());
    try (TaskHarness task = start(StreamKind.JETSTREAM_V2)) {
      assertThat(TaskHarness.keys(task.await(20))).isEqualTo(TaskHarness.keys(1, 20));
      assertThat(jetstream.requests()).hasSize(3);
      assertThat(jetstream.connections().get(1).values("zstdDictionary"))
          .containsExactly(FakeConnection.id(ROTATED));
    }
  }

  @Test
  void fetchesTheDictionaryAgainHoweverOftenItChanges() throws Exception {
    jetstream.publish(FakeEvent.posts(1, 40));
    jetstream.script(
        connection ->
            jetstream.connections().size() < 4
                ? List.of(
                    new Step(
                        10,
                        it -> {
                          jetstream.compressWith(
                              Arrays.equals(jetstream.dictionary(), DICTIONARY)
                                  ? ROTATED
                                  : DICTIONARY);
                          it.abort();
                        }))
                : List.of());
    try (TaskHarness task = start(StreamKind.JETSTREAM_V2)) {
      assertThat(TaskHarness.keys(task.await(40))).isEqualTo(TaskHarness.keys(1, 40));
      assertThat(jetstream.connections())
          .hasSize(4)
          .allSatisfy(it -> assertThat(it.values("zstdDictionary")).isNotEmpty());
    }
  }

  @Test
  void readsUncompressedWhereTheHostRefusesItsOwnDictionary() throws Exception {
    jetstream.publish(FakeEvent.posts(1, 5));
    var unknown = new FakeJetstream.Answer(400, "{\"error\":\"UnknownZstdDictionary\"}");
    jetstream.answer(unknown, unknown);
    try (TaskHarness task = start(StreamKind.JETSTREAM_V2)) {
      assertThat(task.await(5)).hasSize(5);
      assertThat(jetstream.connections().get(0).target()).doesNotContain("zstd");
    }
  }

  @Test
  void readsUncompressedWhereThereIsNoDictionary() throws Exception {
    jetstream.compressWith(null);
    jetstream.publish(FakeEvent.posts(1, 5));
    try (TaskHarness task = start(StreamKind.JETSTREAM_V2)) {
      assertThat(task.await(5)).hasSize(5);
      assertThat(jetstream.connections().get(0).target()).doesNotContain("zstd");
    }
  }

  @Test
  void readsVersion1WithADictionaryFromAFile(@TempDir Path folder) throws Exception {
    jetstream.publish(FakeEvent.posts(1, 20));
    Map<String, String> config = config(StreamKind.JETSTREAM_V1);
    config.put("zstd.dictionary", Files.write(folder.resolve("v1.zdict"), DICTIONARY).toString());
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      assertThat(task.await(20)).hasSize(20);
      assertThat(jetstream.connections().get(0).values("compress")).containsExactly("true");
    }
  }

  @Test
  void goesOnUncompressedWithoutLossWhereTheDictionaryIsNotTheServers(@TempDir Path folder)
      throws Exception {
    jetstream.publish(FakeEvent.posts(1, 20));
    Map<String, String> config = config(StreamKind.JETSTREAM_V1);
    config.put("zstd.dictionary", Files.write(folder.resolve("v1.zdict"), ROTATED).toString());
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      assertThat(TaskHarness.keys(task.await(20))).isEqualTo(TaskHarness.keys(1, 20));
      assertThat(jetstream.connections()).hasSize(2);
      assertThat(jetstream.connections().get(1).target()).doesNotContain("compress");
    }
  }

  @Test
  void refusesAFileThatIsNoDictionary(@TempDir Path folder) throws Exception {
    Map<String, String> config = config(StreamKind.JETSTREAM_V1);
    config.put(
        "zstd.dictionary", Files.writeString(folder.resolve("x"), "no dictionary").toString());

    assertThatThrownBy(() -> TaskHarness.start(config, offsets))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("zstd.dictionary");
  }

  @Test
  void readsUncompressedWhereTheDictionaryIsBroken() throws Exception {
    jetstream.compressWith(Arrays.copyOf(DICTIONARY, 40));
    jetstream.publish(FakeEvent.posts(1, 5));
    try (TaskHarness task = start(StreamKind.JETSTREAM_V2)) {
      assertThat(task.await(5)).hasSize(5);
      assertThat(jetstream.connections().get(0).target()).doesNotContain("zstd");
    }
  }

  @Test
  void refusesAFileWithABrokenDictionary(@TempDir Path folder) throws Exception {
    Map<String, String> config = config(StreamKind.JETSTREAM_V1);
    Path file = Files.write(folder.resolve("x"), Arrays.copyOf(DICTIONARY, 40));
    config.put("zstd.dictionary", file.toString());

    assertThatThrownBy(() -> TaskHarness.start(config, offsets))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("zstd.dictionary");
  }

  @Test
  @Timeout(60)
  void takesNoMoreAtATimeThanWhatIsUnpackedAllows() throws Exception {
    jetstream.publish(
        FakeEvent.posts(1, 40).stream().map(post -> post.saying("a".repeat(900_000))).toList());
    try (TaskHarness task = start(StreamKind.JETSTREAM_V2)) {
      int records = task.until(() -> jetstream.connections().size() == 1).size();
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> jetstream.connections().get(0).sent() == 40);
      while (records < 40) {
        List<SourceRecord> batch = task.poll();
        records += batch == null ? 0 : batch.size();
        assertThat(batch == null ? List.of() : batch).hasSizeLessThanOrEqualTo(10);
      }
    }
  }

  @Test
  void passesOverAMessageThatWouldFillTheMemory() throws Exception {
    byte[] bomb = Zstd.compress(new byte[200 << 20]);
    assertThat(bomb).hasSizeLessThan(30_000);
    jetstream.script(connection -> List.of(new Step(5, it -> it.sendBinary(bomb))));
    jetstream.publish(FakeEvent.posts(1, 10));
    try (TaskHarness task = start(StreamKind.JETSTREAM_V2)) {
      List<SourceRecord> records = task.await(10);

      assertThat(TaskHarness.keys(records)).isEqualTo(TaskHarness.keys(1, 10));
      assertThat(task.metrics().oversized).hasValue(1);
      assertThat(jetstream.requests()).hasSize(1);
    }
  }

  private TaskHarness start(StreamKind kind) {
    return TaskHarness.start(config(kind), offsets);
  }

  private Map<String, String> config(StreamKind kind) {
    Map<String, String> config = TaskHarness.config(jetstream.url(kind));
    config.put("compress", "auto");
    return config;
  }
}
