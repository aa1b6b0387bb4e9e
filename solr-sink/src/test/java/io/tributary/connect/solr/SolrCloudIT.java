package io.tributary.connect.solr;

import static io.tributary.connect.solr.TaskHarness.map;
import static io.tributary.connect.solr.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tributary.connect.embedded.SolrServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The task on SolrCloud: two nodes, collections of two shards. */
class SolrCloudIT {
  private static final int RECORDS = 2_000;

  @TempDir static Path folder;
  private static SolrServer cloud;

  @BeforeAll
  static void startSolr() throws Exception {
    // One more for the test that changes it.
    Path conf = Files.createDirectories(folder.resolve("home/configsets/changing/conf"));
    for (String name : new String[] {"solrconfig.xml", "managed-schema.xml"}) {
      Files.copy(SharedSolr.CONFIGSET.resolve("conf").resolve(name), conf.resolve(name));
    }
    cloud = SolrServer.startCloud(folder, 2, "tributary", SharedSolr.CONFIGSET);
  }

  @AfterAll
  static void stopSolr() {
    cloud.close();
  }

  @Test
  void findsBadDocumentsWhicheverShardTheyBelongTo() {
    try (TaskHarness sink = start("bad", Map.of("schema.mode", "none", "batch.size", "200"))) {
      List<SinkRecord> records = new ArrayList<>();
      for (long offset = 0; offset < RECORDS; offset++) {
        String field = offset % 100 == 37 ? "unknown" : "n_l";
        records.add(record(offset, "id" + offset, map(field, offset)));
      }
      sink.put(records);
      sink.awaitSettled();

      assertThat(sink.reporter.offsets())
          .containsExactlyInAnyOrderElementsOf(
              LongStream.range(0, RECORDS).filter(offset -> offset % 100 == 37).boxed().toList());
      assertThat(sink.reporter.reasons).allMatch(reason -> reason.contains("unknown field"));
      assertThat(new SolrProbe(cloud, "bad").ids()).hasSize(RECORDS - RECORDS / 100);
    }
  }

  @Test
  void twoTasksCreateTheSameCollectionAndItsFields() {
    Map<String, String> config = Map.of("configset", "changing", "schema.mode", "create");
    try (TaskHarness one = start("together", config);
        TaskHarness other = start("together", config)) {
      for (int i = 0; i < 10; i++) {
        one.put(record(i, "one" + i, map("f" + i, 1L, "list" + i, List.of("x"))));
        other.put(record(i, "other" + i, map("f" + i, 1L, "list" + i, List.of("x"))));
      }
      one.awaitSettled();
      other.awaitSettled();

      for (TaskHarness sink : List.of(one, other)) {
        assertThat(sink.reporter.reasons).isEmpty();
        assertThat(sink.context.metric("retries-total")).as("it was not there").isPositive();
      }
      var probe = new SolrProbe(cloud, "together");
      await().atMost(TaskHarness.DEADLINE).untilAsserted(() -> assertThat(probe.ids()).hasSize(20));
      assertThat(probe.ids("f3:1 AND list3:x")).containsExactly("one3", "other3");
    }
  }

  @Test
  void versionsHoldOnEveryShard() {
    try (TaskHarness sink = start("versions", Map.of("version.mode", "kafka_offset"))) {
      List<SinkRecord> newer = new ArrayList<>();
      List<SinkRecord> older = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        newer.add(record(100 + i, "id" + i, i % 2 == 0 ? map("n", 100L + i) : null));
        older.add(record(i, "id" + i, map("n", (long) i)));
      }
      sink.put(newer);
      sink.awaitSettled();
      sink.put(older);
      sink.awaitSettled();

      var probe = new SolrProbe(cloud, "versions");
      assertThat(probe.ids("-deleted_b:true")).hasSize(25);
      assertThat(probe.ids("n_l:[* TO 99]")).isEmpty();
      assertThat(sink.reporter.reasons).isEmpty();
    }
  }

  @Test
  void losesNothingWhenANodeGoesAndComesBack() throws Exception {
    try (TaskHarness sink =
        start("leaders", Map.of("replication.factor", "2", "batch.size", "50"))) {
      sink.put(records(0, 100));
      sink.awaitSettled();
      cloud.stopNode(1);
      sink.put(records(100, 200));
      sink.awaitSettled();
      cloud.startNode(1);
      sink.put(records(200, 400));
      sink.awaitSettled();

      assertThat(sink.reporter.reasons).isEmpty();
      var probe = new SolrProbe(cloud, "leaders");
      await()
          .atMost(TaskHarness.DEADLINE)
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(probe.ids()).hasSize(400));
    }
  }

  @Test
  void waitsForAShardThatHasNoLeader() throws Exception {
    try (TaskHarness sink = start("alone", Map.of())) {
      sink.put(records(0, 100));
      sink.awaitSettled();
      cloud.stopNode(1);
      await().atMost(TaskHarness.DEADLINE).until(() -> status("alone", 100) == 503);
      sink.put(records(100, 400));
      sink.assertWaiting();
      cloud.startNode(1);
      sink.awaitSettled();

      assertThat(sink.reporter.reasons).isEmpty();
      assertThat(new SolrProbe(cloud, "alone").ids()).hasSize(400);
    }
  }

  @Test
  void waitsForACollectionThatIsReadOnly() throws Exception {
    try (TaskHarness sink = start("archive", Map.of())) {
      sink.put(records(0, 100));
      sink.awaitSettled();
      readOnly("archive", "true");
      assertThat(status("archive", 1)).isEqualTo(403);
      sink.put(records(100, 200));
      sink.assertWaiting();
      // An empty value takes the property away.
      readOnly("archive", "");
      sink.awaitSettled();

      assertThat(sink.reporter.reasons).isEmpty();
      assertThat(new SolrProbe(cloud, "archive").ids()).hasSize(200);
    }
  }

  @Test
  void writesThroughAnAlias() throws Exception {
    try (TaskHarness sink = start("real", Map.of())) {
      sink.put(records(0, 10));
      sink.awaitSettled();
    }
    cloud.get("/admin/collections?action=CREATEALIAS&name=alias&collections=real");
    try (TaskHarness sink = start("alias", Map.of("collection.create", "false"))) {
      sink.put(records(10, 20));
      sink.awaitSettled();
      assertThat(new SolrProbe(cloud, "real").ids()).hasSize(20);

      cloud.get(
          "/admin/collections?action=CREATE&name=next&collection.configName=tributary&numShards=2");
      cloud.get("/admin/collections?action=CREATEALIAS&name=alias&collections=next");
      sink.put(records(20, 30));
      sink.awaitSettled();
      assertThat(new SolrProbe(cloud, "real").ids()).hasSize(20);
      assertThat(new SolrProbe(cloud, "next").ids()).as("at once").hasSize(10);
    }
  }

  private static void readOnly(String collection, String value) throws Exception {
    cloud.get(
        "/admin/collections?action=MODIFYCOLLECTION&collection=%s&readOnly=%s"
            .formatted(collection, value));
  }

  /** Returns how Solr answers somebody else's documents, which have ids of the test's records. */
  private static int status(String collection, int documents) throws Exception {
    String update =
        LongStream.range(0, documents)
            .mapToObj("{\"id\": \"id%d\"}"::formatted)
            .collect(Collectors.joining(",", "[", "]"));
    try {
      cloud.post("/%s/update?wt=json".formatted(collection), update);
      return 200;
    } catch (IOException e) {
      return Integer.parseInt(
          String.valueOf(e.getMessage()).replaceAll("(?s).* with (\\d+) .*", "$1"));
    }
  }

  private static List<SinkRecord> records(int start, int end) {
    return LongStream.range(start, end)
        .mapToObj(offset -> record(offset, "id" + offset, map("n", offset)))
        .toList();
  }

  /** Starts a task that creates its collection. */
  private static TaskHarness start(String collection, Map<String, String> overrides) {
    Map<String, String> config =
        new HashMap<>(
            Map.of(
                "collection",
                collection,
                "collection.create",
                "true",
                "configset",
                "tributary",
                "num.shards",
                "2"));
    config.putAll(overrides);
    return TaskHarness.start(String.join(",", cloud.urls()), config);
  }
}
