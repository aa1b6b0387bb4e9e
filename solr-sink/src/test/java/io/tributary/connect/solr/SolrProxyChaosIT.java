package io.tributary.connect.solr;

import static io.tributary.connect.solr.TaskHarness.map;
import static io.tributary.connect.solr.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.connect.sink.SinkRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Requests that are lost, cut, delayed, answered with 503 and repeated late, while events flow. */
class SolrProxyChaosIT {
  private static final Duration LENGTH =
      Duration.ofSeconds(Integer.getInteger("tributary.chaos.seconds", 20));
  private static final int IDS = 20_000;
  private static final int RECENT = 20;
  private static final int EVENTS = 200_000;

  @Test
  void withVersionsTheIndexIsWhatTheEventsInOrderSay() throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    Map<String, Long> expected = new TreeMap<>();
    String core = SharedSolr.core();
    try (FaultyProxy proxy = FaultyProxy.start(SharedSolr.server().url(), seed)) {
      try (TaskHarness sink =
          TaskHarness.start(
              proxy.url(),
              Map.of(
                  "collection", core,
                  "version.mode", "kafka_offset",
                  "batch.size", "200",
                  "request.timeout.ms", "5000",
                  "retry.backoff.ms", "10",
                  "retry.backoff.max.ms", "100"))) {
        long end = System.nanoTime() + LENGTH.toNanos();
        long offset = 0;
        while (offset < EVENTS && System.nanoTime() < end) {
          List<SinkRecord> batch = new ArrayList<>();
          for (int i = 0; i < 500; i++) {
            // Half of them come often for a while, so that requests for them overtake each other,
            // and then not again, so that nothing puts right what went wrong.
            long recent = offset / 1_000 * RECENT;
            String id =
                random.nextBoolean()
                    ? "id" + random.nextInt(IDS)
                    : "recent" + (recent + random.nextInt(RECENT));
            if (random.nextInt(50) == 0) {
              expected.remove(id);
              batch.add(record(offset, id, null));
            } else {
              expected.put(id, offset);
              batch.add(record(offset, id, map("n", offset)));
            }
            offset++;
          }
          sink.put(batch);
          Awaitility.await()
              .atMost(TaskHarness.DEADLINE)
              .pollInterval(Duration.ofMillis(5))
              .until(
                  () -> {
                    sink.put();
                    return sink.context.paused.isEmpty();
                  });
        }
        sink.awaitSettled();
        assertThat(sink.reporter.reasons).as("seed %d", seed).isEmpty();
      }
      proxy.awaitQuiet();

      Map<String, Long> found = new TreeMap<>();
      SharedSolr.probe(core)
          .find("-deleted_b:true")
          .forEach(
              document -> found.put(document.path("id").asText(), document.path("n_l").asLong()));
      assertThat(found).as("seed %d", seed).isEqualTo(expected);
      assertThat(proxy.faults()).as("seed %d", seed).containsOnlyKeys(FaultyProxy.Fault.values());
    }
  }
}
