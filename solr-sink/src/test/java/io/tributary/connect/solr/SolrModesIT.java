package io.tributary.connect.solr;

import static io.tributary.connect.solr.TaskHarness.map;
import static io.tributary.connect.solr.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modes of the task that need nothing special, each on a real Solr. */
class SolrModesIT {
  @TempDir Path folder;

  @Test
  void theIdCanBeAFieldOfTheValue() throws Exception {
    String core = SharedSolr.core();
    Map<String, String> config =
        Map.of("id.mode", "record_value", "id.field", "card.url", "delete.enabled", "false");
    try (TaskHarness sink = SharedSolr.task(core, config)) {
      sink.put(
          record(0, "key", map("card", map("url", "https://a.example"), "n", 1L)),
          record(1, "other", map("card", map("url", "https://a.example"), "n", 2L)),
          record(2, "key", null),
          record(3, "none", map("n", 3L)));
      sink.awaitSettled();

      assertThat(SharedSolr.probe(core).ids("n_l:2")).containsExactly("https://a.example");
      assertThat(SharedSolr.probe(core).ids()).hasSize(1);
      assertThat(sink.reporter.offsets()).containsExactly(3L);
    }
  }

  @Test
  void everyRecordCanBeADocument() throws Exception {
    String core = SharedSolr.core();
    Map<String, String> config = Map.of("id.mode", "kafka", "delete.enabled", "false");
    try (TaskHarness sink = SharedSolr.task(core, config)) {
      sink.put(record(0, "same", map("n", 1L)), record(1, "same", map("n", 2L)));
      sink.put(record(1, "same", map("n", 2L)), record(2, null, map("n", 3L)));
      sink.awaitSettled();

      assertThat(SharedSolr.probe(core).ids()).containsExactly("t-0-0", "t-0-1", "t-0-2");
    }
  }

  @Test
  void recordsDoNotWaitForOthersThatCannotCome() throws Exception {
    String core = SharedSolr.core();
    Map<String, String> config = Map.of("max.buffered.records", "100", "linger.ms", "60000");
    try (TaskHarness sink = SharedSolr.task(core, config)) {
      sink.put(LongStream.range(0, 200).mapToObj(i -> record(i, "d" + i, map("n", i))).toList());
      assertThat(sink.context.paused).isNotEmpty();
      sink.awaitSettled();
      assertThat(sink.context.paused).isEmpty();
    }
  }

  @Test
  void aFieldCanChooseTheCollection() throws Exception {
    String english = SharedSolr.core();
    String welsh = SharedSolr.core();
    try (TaskHarness sink = SharedSolr.task("${lang}", Map.of("delete.enabled", "false"))) {
      sink.put(
          record(0, "a", map("lang", english)),
          record(1, "b", map("lang", welsh)),
          record(2, "c", map("lang", english)),
          record(3, "d", map("lang", "not a name")));
      sink.awaitSettled();

      assertThat(SharedSolr.probe(english).ids()).containsExactly("a", "c");
      assertThat(SharedSolr.probe(welsh).ids()).containsExactly("b");
      assertThat(sink.reporter.offsets()).containsExactly(3L);
    }
  }

  @Test
  void whatATolerantChainLeavesOutIsReported() throws Exception {
    String core = "tolerant";
    Path conf = Files.createDirectories(folder.resolve("tolerant/conf"));
    for (String name : new String[] {"solrconfig.xml", "managed-schema.xml"}) {
      String original = Files.readString(SharedSolr.CONFIGSET.resolve("conf").resolve(name));
      Files.writeString(
          conf.resolve(name),
          original.replace(
              "</config>",
              """
              <updateRequestProcessorChain name="tolerant" default="true">
                <processor class="solr.TolerantUpdateProcessorFactory">
                  <int name="maxErrors">-1</int>
                </processor>
                <processor class="solr.LogUpdateProcessorFactory"/>
                <processor class="solr.RunUpdateProcessorFactory"/>
              </updateRequestProcessorChain></config>"""));
    }
    SharedSolr.server().createCore(core, folder.resolve("tolerant"));
    try (TaskHarness sink = SharedSolr.task(core, Map.of("schema.mode", "none"))) {
      List<SinkRecord> records = new ArrayList<>();
      for (long offset = 0; offset < 500; offset++) {
        String field = offset % 100 == 37 ? "day_dt" : "n_s";
        records.add(record(offset, "id" + offset, map(field, "no date")));
      }
      sink.put(records);
      sink.awaitSettled();

      assertThat(sink.reporter.offsets()).containsExactlyInAnyOrder(37L, 137L, 237L, 337L, 437L);
      assertThat(sink.reporter.reasons).allMatch(reason -> reason.contains("no date"));
      assertThat(SharedSolr.probe(core).ids()).hasSize(495);
    }
  }

  @Test
  void aCollectionThatARecordNamesAndThatIsNotThereIsThatRecordsFault() throws Exception {
    String english = SharedSolr.core();
    Map<String, String> config = Map.of("delete.enabled", "false", "batch.size", "10");
    try (TaskHarness sink = SharedSolr.task("${lang}", config)) {
      sink.put(
          LongStream.range(0, 40)
              .mapToObj(i -> record(i, "id" + i, map("lang", i % 2 == 0 ? english : "nowhere")))
              .toList());
      sink.awaitSettled();

      assertThat(SharedSolr.probe(english).ids()).hasSize(20);
      assertThat(sink.reporter.offsets()).hasSize(20).allMatch(offset -> offset % 2 == 1);
    }
  }

  @Test
  void aConflictThatSolrReportsIsASuccessForItAndItsNeighbours() throws Exception {
    String core = "conflicts";
    Path conf = Files.createDirectories(folder.resolve("strict/conf"));
    for (String name : new String[] {"solrconfig.xml", "managed-schema.xml"}) {
      String original = Files.readString(SharedSolr.CONFIGSET.resolve("conf").resolve(name));
      Files.writeString(
          conf.resolve(name),
          original.replace("\"ignoreOldUpdates\">true", "\"ignoreOldUpdates\">false"));
    }
    SharedSolr.server().createCore(core, folder.resolve("strict"));
    try (TaskHarness sink =
        SharedSolr.task(core, Map.of("version.mode", "kafka_offset", "max.in.flight", "1"))) {
      sink.put(record(50, "b", map("n", 50L)), record(51, "d", null));
      sink.awaitSettled();
      sink.put(
          record(1, "a", map("n", 1L)),
          record(2, "b", map("n", 2L)),
          record(3, "c", map("n", 3L)),
          record(4, "d", map("n", 4L)),
          record(5, "e", map("n", 5L)));
      sink.awaitSettled();

      assertThat(sink.reporter.reasons).isEmpty();
      assertThat(SharedSolr.probe(core).ids("-deleted_b:true")).containsExactly("a", "b", "c", "e");
      assertThat(SharedSolr.probe(core).ids("n_l:50")).containsExactly("b");
    }
  }
}
