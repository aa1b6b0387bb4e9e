package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much is held of a stream that nobody polls. */
class SlowKafkaTest {
  private static final int MAX_BYTES = 2 << 20;
  private static final int MESSAGE = 101_000;

  @RegisterExtension private final FakeJetstream jetstream = FakeJetstream.start();

  /** A hundred megabytes are to be had. Once something new has come, the connection is closed. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void holdsNoMoreThanItMayThoughNobodyPolls(boolean progressed) {
    String text = "x".repeat(100_000);
    jetstream.publish(
        LongStream.rangeClosed(1, 1_000)
            .mapToObj(seq -> FakeEvent.post(seq, FakeEvent.START + seq).saying(text))
            .toList());
    Map<String, String> config =
        new HashMap<>(TaskHarness.config(jetstream.url(StreamKind.JETSTREAM_V2)));
    config.put("buffer.max.bytes", String.valueOf(MAX_BYTES));
    config.put("max.message.bytes", "200000");
    long before = heap();
    try (BlueskySession session = open(new BlueskySourceConfig(config))) {
      session.socket().connect();
      if (progressed) {
        session.socket().progressed();
      }
      var most = new AtomicLong();
      var steady = new AtomicLong();
      Awaitility.await()
          .pollInterval(Duration.ofMillis(1))
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                long held = session.buffer().bytes();
                most.accumulateAndGet(held, Math::max);
                boolean full = held > MAX_BYTES - 2 * MESSAGE;
                return full && steady.incrementAndGet() > 300;
              });

      assertThat(most.get()).isLessThanOrEqualTo(MAX_BYTES + MESSAGE);
      assertThat(heap() - before).isLessThan(20 << 20);
      assertThat(jetstream.connections().get(0).isOver()).isEqualTo(progressed);
    }
  }

  private static BlueskySession open(BlueskySourceConfig config) {
    Clock clock = Clock.systemUTC();
    var cursor =
        new BlueskyCursor(new BlueskyResume.Earliest(), null, Duration.ofSeconds(5), clock);
    var directory = new BlueskyDirectory(new BlueskyHttp(Duration.ofSeconds(5)), config);
    return new BlueskyOpener(config, cursor, new BlueskyActors(List.of(), directory, clock))
        .open(config.endpoints().get(0), Optional.empty());
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
