package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table that a JDBC sink has made. */
// Connect's logical types are java.util.Date.
@SuppressWarnings("JavaUtilDate")
class JdbcTableTest {
  private static final Schema ORDER =
      SchemaBuilder.struct()
          .field("n", Schema.INT64_SCHEMA)
          .field("price", Decimal.schema(2))
          .field("at", Timestamp.SCHEMA)
          .build();
  private static final long AT = Instant.parse("2026-11-21T09:30:15.070Z").toEpochMilli();

  @TempDir Path folder;

  @BeforeEach
  void createTables() {
    Sqlite.execute(
        file(),
        """
        create table "t" ("id" TEXT NOT NULL, "n" INTEGER NULL, "price" NUMERIC NULL,
          "at" NUMERIC NULL, PRIMARY KEY("id"))""",
        "insert into t values ('a', 1, 12.5, 1795253415070)",
        """
        create table "log" ("__connect_topic" TEXT NOT NULL, "__connect_partition" INTEGER NOT NULL,
          "__connect_offset" INTEGER NOT NULL, "n" INTEGER NULL,
          PRIMARY KEY("__connect_topic", "__connect_partition", "__connect_offset"))""");
  }

  @Test
  void isTakenOver() {
    Map<String, String> config =
        Map.of("pk.fields", "id", "timestamp.format", "epoch_ms", "decimal.mode", "real");
    try (TaskHarness sink = TaskHarness.start(file(), config)) {
      sink.put(record(0, "a", order(2, "12.75")), record(1, "b", order(3, "0.10")));

      assertThat(sink.query("select id, n, price, at from t order by 1"))
          .containsExactly("a|2|12.75|" + AT, "b|3|0.1|" + AT);
      assertThat(sink.query("select distinct typeof(price), typeof(at) from t"))
          .containsExactly("real|integer");
      sink.put(record(2, "a", null));
      assertThat(sink.query("select id from t")).containsExactly("b");
    }
  }

  @Test
  void holdsTimesOfTwoKindsUnlessNumbersAreAskedFor() {
    try (TaskHarness sink = TaskHarness.start(file(), Map.of("pk.fields", "id"))) {
      sink.put(record(0, "b", order(3, "0.10")));

      assertThat(sink.query("select typeof(price), typeof(at) from t order by id"))
          .containsExactly("real|integer", "real|text");
    }
  }

  @Test
  void isNotTakenOverWhereItsKeyIsThePlaceInKafka() {
    Map<String, String> config = Map.of("pk.mode", "kafka", "table.name.format", "log");
    try (TaskHarness sink = TaskHarness.start(file(), config).tolerant()) {
      sink.put(record(0, "a", order(2, "12.75")));

      assertThat(sink.reporter.offsets()).containsExactly(0L);
      assertThat(sink.query("select count(*) from log")).containsExactly("0");
      assertThat(sink.query("select name from pragma_table_info('log')"))
          .containsExactly("__connect_topic", "__connect_partition", "__connect_offset", "n");
    }
  }

  private static Struct order(long n, String price) {
    return new Struct(ORDER)
        .put("n", n)
        .put("price", new BigDecimal(price))
        .put("at", new Date(AT));
  }

  private Path file() {
    return folder.resolve("data.db");
  }
}
