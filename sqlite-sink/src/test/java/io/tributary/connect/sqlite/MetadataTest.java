package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.map;
import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns that say where a record came from. */
class MetadataTest {
  @TempDir Path folder;

  @Test
  void storesWhereARecordCameFrom() {
    Map<String, String> config =
        Map.of(
            "metadata.columns",
            "topic,partition,offset,timestamp,key,header.operation,header.count",
            "pk.fields",
            "id");
    try (TaskHarness sink = TaskHarness.start(file("t"), config)) {
      sink.put(
          withOrigin(record(0, "a", map("x", 1L)), "create", 7L)
              .newRecord("renamed", 9, null, "a", null, map("x", 1L), 1_795_253_415_070L),
          record("t", 0, 1, "b", map("x", 2L)));

      assertThat(sink.query("select * from renamed"))
          .containsExactly("a|1|t|0|0|2026-11-21T09:30:15.070Z|a|create|7");
      assertThat(sink.query("select id, _topic, _offset, _timestamp, _key from t"))
          .containsExactly("b|t|1|null|b");
      assertThat(sink.query("select name from pragma_table_info('renamed')"))
          .containsExactly(
              "id",
              "x",
              "_topic",
              "_partition",
              "_offset",
              "_timestamp",
              "_key",
              "_header_operation",
              "_header_count");
    }
  }

  @Test
  void headersAreTextWhateverTheConverterTakesThemFor() {
    try (TaskHarness sink =
        TaskHarness.start(file("t"), Map.of("metadata.columns", "header.v,header.b"))) {
      List<Object> values = List.of(1L, "beta", true, 1.5, List.of("x"));
      for (int i = 0; i < values.size(); i++) {
        SinkRecord record = record(i, "k" + i, map("x", 1L));
        record.headers().add("v", new SchemaAndValue(null, values.get(i)));
        record.headers().addBytes("b", new byte[] {1});
        sink.put(record);
      }
      assertThat(sink.query("select _header_v, typeof(_header_v) from t"))
          .containsExactly("1|text", "beta|text", "true|text", "1.5|text", "[\"x\"]|text");
      assertThat(sink.query("select distinct hex(_header_b) from t")).containsExactly("01");
    }
  }

  @Test
  void metadataThatIsTheKeyIsThereOnce() {
    try (TaskHarness sink =
        TaskHarness.start(
            file("kafka"),
            Map.of("pk.mode", "kafka", "metadata.columns", "offset,key,topic,partition"))) {
      sink.put(record(0, "a", map("x", 1L)));
      assertThat(sink.query("select * from t")).containsExactly("t|0|0|1|a");
    }
    try (TaskHarness sink =
        TaskHarness.start(file("key"), Map.of("metadata.columns", "key,offset"))) {
      sink.put(record(0, "a", map("x", 1L)));
      assertThat(sink.query("select * from t")).containsExactly("a|1|0");
    }
  }

  @Test
  void countsOperationsTombstonesIncluded() {
    Map<String, String> config =
        Map.of(
            "pk.mode", "kafka",
            "insert.mode", "insert",
            "delete.enabled", "false",
            "fields.include", "none of them",
            "metadata.columns", "header.operation");
    try (TaskHarness sink = TaskHarness.start(file("t"), config)) {
      sink.put(
          withOrigin(record(0, "a", map("x", 1L)), "create", 1L),
          withOrigin(record(1, "b", map("x", 1L)), "create", 1L),
          withOrigin(record(2, "a", null), "delete", 1L));

      assertThat(sink.query("select _header_operation, count(*) from t group by 1"))
          .containsExactly("create|2", "delete|1");
    }
  }

  private static SinkRecord withOrigin(SinkRecord record, String operation, long count) {
    ConnectHeaders headers = new ConnectHeaders();
    headers.addString("operation", "overwritten").addString("operation", operation);
    headers.addLong("count", count);
    return new SinkRecord(
        record.topic(),
        record.kafkaPartition(),
        record.keySchema(),
        record.key(),
        record.valueSchema(),
        record.value(),
        record.kafkaOffset(),
        5L,
        TimestampType.CREATE_TIME,
        headers);
  }

  private Path file(String name) {
    return folder.resolve(name + ".db");
  }
}
