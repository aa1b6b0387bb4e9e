package io.tributary.connect.solr;

import static io.tributary.connect.solr.TaskHarness.map;
import static io.tributary.connect.solr.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tributary.connect.embedded.SolrServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators do to a core while documents flow into it. */
class SolrChangesIT {
  private static final int BATCH = 200;
  private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");

  @TempDir Path folder;
  private final SolrServer solr = SharedSolr.server();
  private final String core = SharedSolr.core();

  SolrChangesIT() throws Exception {}

  @Test
  void reloadsCostNothing() throws Exception {
    try (TaskHarness sink = SharedSolr.task(core, Map.of("batch.size", "50"))) {
      for (int round = 0; round < 20; round++) {
        sink.put(records(round * BATCH, "n"));
        if (round % 4 == 1) {
          solr.get("/admin/cores?action=RELOAD&core=" + core);
        }
      }
      sink.awaitSettled();

      assertThat(sink.reporter.reasons).isEmpty();
      await()
          .atMost(TaskHarness.DEADLINE)
          .untilAsserted(() -> assertThat(SharedSolr.probe(core).ids()).hasSize(20 * BATCH));
    }
  }

  @Test
  void aFieldThatTheSchemaGetsIsAcceptedFromThenOn() throws Exception {
    try (TaskHarness sink = SharedSolr.task(core, Map.of("schema.mode", "none"))) {
      sink.put(records(0, "stars"));
      sink.awaitSettled();
      assertThat(sink.reporter.records).hasSize(BATCH);

      solr.post(
          "/%s/schema".formatted(core),
          "{\"add-field\": {\"name\": \"stars\", \"type\": \"plong\", \"stored\": true}}");
      sink.put(records(BATCH, "stars"));
      sink.awaitSettled();

      assertThat(sink.reporter.records).hasSize(BATCH);
      await()
          .atMost(TaskHarness.DEADLINE)
          .untilAsserted(
              () -> assertThat(SharedSolr.probe(core).ids("stars:[* TO *]")).hasSize(BATCH));
    }
  }

  @Test
  void aFieldThatSomebodyTakesAwayIsAddedAgain() throws Exception {
    try (TaskHarness sink = SharedSolr.task(core, Map.of("schema.mode", "create"))) {
      sink.put(records(0, "stars"));
      sink.awaitSettled();
      solr.post("/%s/schema".formatted(core), "{\"delete-field\": {\"name\": \"stars\"}}");
      sink.put(records(BATCH, "stars"));
      sink.awaitSettled();

      assertThat(sink.reporter.reasons).isEmpty();
      await()
          .atMost(TaskHarness.DEADLINE)
          .untilAsserted(() -> assertThat(SharedSolr.probe(core).ids()).hasSize(2 * BATCH));
    }
  }

  @Test
  void aCoreThatIsTakenAwayAndComesBackCostsNothingIfItIsCreated() throws Exception {
    Map<String, String> creating = Map.of("collection.create", "true", "configset", "tributary");
    try (TaskHarness sink = SharedSolr.task(core, creating)) {
      sink.put(records(0, "n"));
      sink.awaitSettled();
      solr.get("/admin/cores?action=UNLOAD&deleteInstanceDir=true&core=" + core);
      sink.put(records(BATCH, "n"));
      sink.awaitSettled();

      assertThat(sink.reporter.reasons).isEmpty();
      assertThat(SharedSolr.probe(core).ids()).hasSize(BATCH);
    }
  }

  @Test
  void aCoreThatFailsToLoadIsWaitedForHoweverOftenItAnswers500() throws Exception {
    try (SolrServer own = SolrServer.start(folder.resolve("own"))) {
      own.createCore("posts", SharedSolr.CONFIGSET);
      try (TaskHarness sink =
          TaskHarness.start(
              own.url(), Map.of("collection", "posts", "retry.backoff.max.ms", "50"))) {
        sink.put(records(0, "n"));
        sink.awaitSettled();
        own.kill();
        Path changed = folder.resolve("changed");
        Path conf = Files.createDirectories(changed.resolve("conf"));
        Path config = SharedSolr.CONFIGSET.resolve("conf/solrconfig.xml");
        Files.writeString(conf.resolve("solrconfig.xml"), "<config>");
        own.addConfigset("posts", changed);
        own.restart();
        long before = sink.context.metric("retries-total");
        sink.put(records(BATCH, "n"));
        await()
            .atMost(TaskHarness.DEADLINE)
            .until(
                () -> {
                  sink.put();
                  return sink.context.metric("retries-total") > before + 100;
                });
        assertThat(sink.safe()).isEqualTo(BATCH);

        Files.copy(config, conf.resolve("solrconfig.xml"), StandardCopyOption.REPLACE_EXISTING);
        own.addConfigset("posts", changed);
        own.get("/admin/cores?action=RELOAD&core=posts");
        sink.awaitSettled();
        assertThat(sink.reporter.reasons).isEmpty();
        await()
            .atMost(TaskHarness.DEADLINE)
            .untilAsserted(() -> assertThat(new SolrProbe(own, "posts").ids()).hasSize(2 * BATCH));
      }
    }
  }

  @Test
  void aCoreThatCanOnlyBeReadIsWaitedFor() throws Exception {
    assumeTrue(Files.isExecutable(PRLIMIT), "needs prlimit");
    try (SolrServer own = SolrServer.start(folder.resolve("own"))) {
      own.createCore("posts", SharedSolr.CONFIGSET);
      try (TaskHarness sink = TaskHarness.start(own.url(), Map.of("collection", "posts"))) {
        sink.put(records(0, "n"));
        sink.awaitSettled();
        limitFiles(own, "0");
        sink.put(records(BATCH, "n"));
        sink.assertWaiting();
        assertThat(sink.safe()).isEqualTo(BATCH);
        limitFiles(own, "unlimited");
        sink.awaitSettled();

        assertThat(sink.reporter.reasons).isEmpty();
        await()
            .atMost(TaskHarness.DEADLINE)
            .untilAsserted(() -> assertThat(new SolrProbe(own, "posts").ids()).hasSize(2 * BATCH));
      }
    }
  }

  @Test
  void aCircuitBreakerIsWaitedFor() throws Exception {
    Path conf = Files.createDirectories(folder.resolve("conf"));
    Path config = SharedSolr.CONFIGSET.resolve("conf/solrconfig.xml");
    // Always open: there is always some load.
    Files.writeString(
        conf.resolve("solrconfig.xml"),
        Files.readString(config)
            .replace(
                "</config>",
                """
                <circuitBreaker class="solr.LoadAverageCircuitBreaker">
                  <double name="threshold">0.000001</double>
                  <arr name="requestTypes"><str>update</str></arr>
                </circuitBreaker></config>
                """));
    try (TaskHarness sink = SharedSolr.task(core, Map.of("max.buffered.records", "50"))) {
      sink.put(records(0, "n"));
      sink.awaitSettled();
      solr.addConfigset(core, folder);
      solr.get("/admin/cores?action=RELOAD&core=" + core);
      sink.put(records(BATCH, "n"));
      sink.assertWaiting();
      assertThat(sink.context.paused).containsExactly(TaskHarness.PARTITION);

      Files.copy(config, conf.resolve("solrconfig.xml"), StandardCopyOption.REPLACE_EXISTING);
      solr.addConfigset(core, folder);
      solr.get("/admin/cores?action=RELOAD&core=" + core);
      sink.awaitSettled();

      assertThat(sink.reporter.reasons).isEmpty();
      await()
          .atMost(TaskHarness.DEADLINE)
          .untilAsserted(() -> assertThat(SharedSolr.probe(core).ids()).hasSize(2 * BATCH));
    }
  }

  /** Says up to what size a process may write files: with 0, as if its disk were read-only. */
  private static void limitFiles(SolrServer server, String most) throws Exception {
    Process limit =
        new ProcessBuilder(
                PRLIMIT.toString(), "--pid=" + server.pid(), "--fsize=%s:".formatted(most))
            .inheritIO()
            .start();
    assertThat(limit.waitFor()).isZero();
  }

  private static List<SinkRecord> records(int start, String field) {
    return LongStream.range(start, start + BATCH)
        .mapToObj(offset -> record(offset, "id" + offset, map(field, offset)))
        .toList();
  }
}
