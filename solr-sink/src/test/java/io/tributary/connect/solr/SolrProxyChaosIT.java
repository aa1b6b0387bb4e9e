package io.tributary.connect.solr;

import static io.tributary.connect.solr.TaskHarness.map;
import static io.tributary.connect.solr.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.connect.sink.SinkRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Requests that are lost, cut, delayed, answered with 503 and repeated late, while events flow. */
class SolrProxyChaosIT {
  private static final Duration LENGTH =
      Duration.ofSeconds(Integer.getInteger("tributary.chaos.seconds", 20));
  private static final Duration SHORT = LENGTH.dividedBy(3);
  private static final int IDS = 20_000;
  private static final int RECENT = 20;
  private static final int EVENTS = 200_000;

  @Test
  void withVersionsTheIndexIsWhatTheEventsInOrderSay() throws Exception {
    run(Map.of("version.mode", "kafka_offset"), fault -> true, LENGTH);
  }

  @Test
  void withoutVersionsItIsAsLongAsNothingArrivesLate() throws Exception {
    run(Map.of("request.timeout.ms", "20000"), FaultyProxy.Fault::isPrompt, SHORT);
  }

  private static void run(
      Map<String, String> overrides, Predicate<FaultyProxy.Fault> wanted, Duration length)
      throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    Map<String, Long> expected = new TreeMap<>();
    String core = SharedSolr.core();
    try (FaultyProxy proxy = FaultyProxy.start(SharedSolr.server().url(), seed, wanted)) {
      try (TaskHarness sink = TaskHarness.start(proxy.url(), config(core, overrides))) {
        long end = System.nanoTime() + length.toNanos();
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
      FaultyProxy.Fault[] faults =
          Stream.of(FaultyProxy.Fault.values()).filter(wanted).toArray(FaultyProxy.Fault[]::new);

      Map<String, Long> found = new TreeMap<>();
      SharedSolr.probe(core)
          .find("-deleted_b:true")
          .forEach(
              document -> found.put(document.path("id").asText(), document.path("n_l").asLong()));
      assertThat(found).as("seed %d", seed).isEqualTo(expected);
      assertThat(proxy.faults()).as("seed %d", seed).containsOnlyKeys(faults);
    }
  }

  private static Map<String, String> config(String core, Map<String, String> overrides) {
    Map<String, String> config =
        new HashMap<>(
            Map.of(
                "collection", core,
                "batch.size", "200",
                "request.timeout.ms", "1500",
                "retry.backoff.ms", "10",
                "retry.backoff.max.ms", "100"));
    config.putAll(overrides);
    return config;
  }
}
