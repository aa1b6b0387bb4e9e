package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.common.MutableClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Questions about handles that nobody answers. */
class BlueskyHandlesTest {
  @RegisterExtension private final FakeDirectory directory = FakeDirectory.start();

  @Test
  void forgetsTheQuestionsAboutAccountsThatChangeAllTheTime() throws Exception {
    var silence = new CountDownLatch(1);
    directory.before(path -> silence.await());
    Map<String, String> config = new HashMap<>(TaskHarness.config("ws://localhost"));
    directory.configure(config);
    List<String> dids = IntStream.range(0, 1_000).mapToObj(i -> "did:plc:a" + i).toList();
    try (var handles =
        new BlueskyHandles(
            new BlueskyDirectory(
                new BlueskyHttp(Duration.ofSeconds(20)), new BlueskySourceConfig(config)),
            new MutableClock())) {
      for (int round = 0; round < 3; round++) {
        dids.forEach(handles::changed);
        handles.learn(dids);

        assertThat(handles.waiting()).isBetween(1, 1_000);
      }
    } finally {
      silence.countDown();
    }
  }
}
