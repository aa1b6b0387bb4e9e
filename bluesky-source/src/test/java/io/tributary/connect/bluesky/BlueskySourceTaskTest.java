package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BlueskySourceTaskTest {
  private final StoredOffsets offsets = new StoredOffsets();
  private FakeJetstream jetstream;

  @BeforeEach
  void startServer() throws IOException {
    jetstream = FakeJetstream.start();
  }

  @AfterEach
  void stopServer() {
    jetstream.close();
  }

  @Test
  void readsPostsFromJetstreamVersion2() throws Exception {
    jetstream.publish(posts(1, 3));
    try (TaskHarness task = TaskHarness.start(config(StreamKind.JETSTREAM_V2), offsets)) {
      List<SourceRecord> records = task.await(3);

      assertThat(TaskHarness.keys(records)).containsExactly("key1", "key2", "key3");
      assertThat(records.get(0).topic()).isEqualTo("posts");
      assertThat(((Struct) records.get(0).value()).getString("text")).isEqualTo("Post number 1");
    }
  }

  private Map<String, String> config(StreamKind kind) {
    return TaskHarness.config(jetstream.url(kind));
  }

  private static List<FakeEvent> posts(long first, long last) {
    long start = BlueskyCursor.micros(java.time.Duration.ofMillis(System.currentTimeMillis()));
    return LongStream.rangeClosed(first, last)
        .mapToObj(seq -> FakeEvent.post(seq, start + seq))
        .toList();
  }
}
