package io.tributary.connect.solr;

import static io.tributary.connect.solr.TaskHarness.map;
import static io.tributary.connect.solr.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.connect.sink.SinkRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Requests that are lost, cut, delayed, answered with 503 and repeated late by two proxies, while
 * events flow.
 */
class SolrProxyChaosIT {
  private static final Duration LENGTH =
      Duration.ofSeconds(Integer.getInteger("tributary.chaos.seconds", 20));
  private static final Duration SHORT = LENGTH.dividedBy(3);
  private static final int BATCH = 500;

  /** Events in five minutes, at least: 200,000. */
  private static final long EVENTS_IN_THREE_SECONDS = 2_000;

  private static final int LASTING_IDS = 16_000;

  /** Each of them comes often for a while, twenty at a time. */
  private static final int PASSING_IDS = 4_000;

  private static final int AT_A_TIME = 20;

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
    String solr = SharedSolr.server().url();
    try (FaultyProxy one = FaultyProxy.start(solr, seed, wanted);
        FaultyProxy other = FaultyProxy.start(solr, ~seed, wanted);
        var nobody = new Socket()) {
      // Bound, so that nobody else is there, but not listening.
      nobody.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      String urls =
          "%s,http://127.0.0.1:%d/solr,%s".formatted(one.url(), nobody.getLocalPort(), other.url());
      long offset = 0;
      try (TaskHarness sink = TaskHarness.start(urls, config(core, overrides))) {
        long least = EVENTS_IN_THREE_SECONDS * length.toSeconds() / 3;
        long end = System.nanoTime() + length.toNanos();
        while (offset < least || System.nanoTime() < end) {
          sink.put(events(random, offset, expected));
          offset += BATCH;
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
        assertThat(sink.context.metric("written-total")).isEqualTo(offset);
      }
      one.awaitQuiet();
      other.awaitQuiet();

      Map<String, Long> found = new TreeMap<>();
      SharedSolr.probe(core)
          .find("-deleted_b:true")
          .forEach(
              document -> found.put(document.path("id").asText(), document.path("n_l").asLong()));
      assertThat(found).as("seed %d, %d events", seed, offset).isEqualTo(expected);
      assertThat(one.faults()).isNotEmpty();
      assertThat(other.faults()).isNotEmpty();
      Set<FaultyProxy.Fault> faults = EnumSet.copyOf(one.faults().keySet());
      faults.addAll(other.faults().keySet());
      assertThat(faults)
          .as("seed %d", seed)
          .containsExactlyElementsOf(Stream.of(FaultyProxy.Fault.values()).filter(wanted).toList());
    }
  }

  /** Returns what comes next, and does to a map what it does to the index. */
  private static List<SinkRecord> events(Random random, long start, Map<String, Long> index) {
    List<SinkRecord> events = new ArrayList<>();
    for (long offset = start; offset < start + BATCH; offset++) {
      // Half of them come often for a while, so that requests for them overtake each other, and
      // then not again for long, so that nothing puts right what went wrong.
      long passing = offset / 1_000 * AT_A_TIME % PASSING_IDS;
      String id =
          random.nextBoolean()
              ? "lasting" + random.nextInt(LASTING_IDS)
              : "passing" + (passing + random.nextInt(AT_A_TIME));
      if (random.nextInt(50) == 0) {
        index.remove(id);
        events.add(record(offset, id, null));
      } else {
        index.put(id, offset);
        events.add(record(offset, id, map("n", offset)));
      }
    }
    return events;
  }

  private static Map<String, String> config(String core, Map<String, String> overrides) {
    Map<String, String> config =
        new HashMap<>(
            Map.of(
                "collection", core,
                "batch.size", "200",
                "max.buffered.records", "5000",
                "request.timeout.ms", "1500",
                "retry.backoff.ms", "10",
                "retry.backoff.max.ms", "100"));
    config.putAll(overrides);
    return config;
  }
}
