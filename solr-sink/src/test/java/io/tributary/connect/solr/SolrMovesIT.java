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

/** A partition that moves between two tasks while requests for it are on their way. */
class SolrMovesIT {
  private static final int MOVES = 4 * Integer.getInteger("tributary.chaos.kills", 3);
  private static final int EACH = 500;

  @Test
  void theIndexIsWhatTheTopicSaysWhenAPartitionMovesUnderLoad() throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    Map<String, Long> expected = new TreeMap<>();
    List<SinkRecord> topic = new ArrayList<>();
    for (long offset = 0; offset < (long) MOVES * EACH; offset++) {
      String id = "id" + random.nextInt(200);
      if (random.nextInt(4) == 0) {
        expected.remove(id);
        topic.add(record(offset, id, null));
      } else {
        expected.put(id, offset);
        topic.add(record(offset, id, map("n", offset)));
      }
    }
    String core = SharedSolr.core();
    Map<String, String> config =
        Map.of("collection", core, "batch.size", "20", "linger.ms", "0", "retry.backoff.ms", "10");
    // Slow answers, so that there are some at each move.
    try (FaultyProxy proxy =
            FaultyProxy.start(
                SharedSolr.server().url(), seed, fault -> fault == FaultyProxy.Fault.DELAYED);
        TaskHarness one = TaskHarness.idle(proxy.url(), config);
        TaskHarness other = TaskHarness.idle(proxy.url(), config)) {
      long start = 0;
      long repeated = 0;
      for (int move = 0; move < MOVES; move++) {
        TaskHarness owner = move % 2 == 0 ? one : other;
        int end = (move + 1) * EACH;
        owner.open(start);
        owner.put(topic.subList((int) start, end));
        if (move == MOVES - 1) {
          owner.awaitSettled();
        } else {
          awaitSome(owner, start + random.nextInt(EACH / 2));
          start = owner.revoke();
          repeated += end - start;
        }
      }

      assertThat(repeated).as("partitions moved before all was written").isPositive();
      Map<String, Long> found = new TreeMap<>();
      SharedSolr.probe(core)
          .all()
          .properties()
          .forEach(entry -> found.put(entry.getKey(), entry.getValue().path("n_l").asLong()));
      assertThat(found).as("seed %d", seed).isEqualTo(expected);
      assertThat(one.reporter.reasons).isEmpty();
      assertThat(other.reporter.reasons).isEmpty();
    }
  }

  private static void awaitSome(TaskHarness owner, long offset) {
    Awaitility.await()
        .atMost(TaskHarness.DEADLINE)
        .pollInterval(Duration.ofMillis(2))
        .until(
            () -> {
              owner.put();
              return owner.safe() >= offset;
            });
  }
}
