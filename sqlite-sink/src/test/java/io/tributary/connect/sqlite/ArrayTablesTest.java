package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.map;
import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables of arrays and other tables: neither takes the other's rows. */
class ArrayTablesTest {
  private static final Map<String, String> TABLES = Map.of("array.mode", "table");

  @TempDir Path folder;

  @Test
  void anArrayLeavesTheTableOfAnotherTopicAlone() {
    try (TaskHarness sink = start(TABLES).tolerant()) {
      sink.put(to("t_links", 0, "k", map("url", "precious", "value", "v")));
      sink.put(
          to("t", 1, "k", map("links", List.of())),
          to("t", 2, "k", map("links", List.of("x"))),
          to("t", 3, "k", map("n", 1L)),
          to("t", 4, "k", null),
          to("t_links", 5, "j", map("url", "second")));
      assertThat(sink.query("select * from t_links order by 1"))
          .containsExactly("j|second|null", "k|precious|v");
      assertThat(sink.query("select name from pragma_table_info('t_links')"))
          .containsExactly("_key", "url", "value");
      assertThat(sink.reporter.offsets()).containsExactly(1L, 2L);
      assertThat(sink.reporter.reasons)
          .allSatisfy(
              reason -> assertThat(reason).contains("\"t_links\"", "[_key, ordinal]", "rename"));
    }
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aTopicLeavesTheTableOfAnArrayAlone(boolean restarts) {
    try (TaskHarness sink = start(TABLES).tolerant()) {
      sink.put(to("t", 0, "k", map("links", List.of("x", "y"))));
      if (restarts) {
        sink.restart();
      }
      sink.put(
          to("t_links", 1, "k", null),
          to("T_LINKS", 2, "k", map("value", "z")),
          to("t_links", 3, "j", map("url", "u")));
      assertThat(sink.query("select * from t_links")).containsExactly("k|0|x", "k|1|y");
      assertThat(sink.reporter.offsets()).containsExactly(1L, 2L, 3L);
      assertThat(sink.reporter.reasons)
          .allSatisfy(reason -> assertThat(reason).contains("\"t\"", "table.name.format"));
    }
  }

  @Test
  void twoParentsDoNotShareATable() {
    try (TaskHarness sink = start(TABLES).tolerant()) {
      sink.put(
          to("t_card", 0, "k", map("links", List.of("x"))),
          to("t", 1, "k", map("card_links", List.of("y"))));
      assertThat(sink.query("select * from t_card_links")).containsExactly("k|0|x");
      assertThat(sink.reporter.offsets()).containsExactly(1L);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "upsert, true",
    "replace, true",
    "update, true",
    "upsert, false",
    "replace, false",
    "update, false"
  })
  void whatIsNoLongerAnArrayHasNoElements(String mode, boolean create) {
    if (!create) {
      Sqlite.execute(
          folder.resolve("data.db"),
          "create table t (_key text primary key, links text, Tags text, n integer) strict",
          "create view t_n as select 1",
          "create table t_links (_key text, ordinal integer, value, primary key (_key, ordinal))",
          "create table T_TAGS (_key text, ordinal integer, value, primary key (_key, ordinal))");
    }
    Map<String, String> config = new HashMap<>(TABLES);
    config.put("auto.create", Boolean.toString(create));
    try (TaskHarness sink = start(config)) {
      for (int i = 0; i < 4; i++) {
        sink.put(to("t", i, "k" + i, map("links", List.of("x"), "tags", List.of("y"))));
      }
    }
    config.put("insert.mode", mode);
    try (TaskHarness sink = start(config)) {
      sink.put(
          to("t", 4, "k0", map("links", "scalar", "tags", List.of("z"), "n", 1L)),
          to("t", 5, "k1", map("links", null, "tags", List.of("z"))),
          to("t", 6, "k2", map("tags", map("a", 1L), "links", List.of("z"))));
      assertThat(sink.query("select _key, value from t_links order by 1"))
          .containsExactly("k2|z", "k3|x");
      assertThat(sink.query("select _key, value from t_tags order by 1"))
          .containsExactly("k0|z", "k1|z", "k3|y");
      assertThat(sink.query("select links, tags from t where _key <> 'k3' order by _key"))
          .containsExactly("scalar|null", "null|null", "null|{\"a\":1}");
    }
  }

  @Test
  void aColumnDoesNotEmptyTheTableOfAnotherTopic() {
    try (TaskHarness sink = start(TABLES)) {
      sink.put(
          to("t_links", 0, "k", map("url", "precious")),
          to("t_card", 1, "k", map("links", List.of("x"))),
          to("t", 2, "k", map("links", "scalar", "card_links", null, "n", 1L)));
      assertThat(sink.query("select url from t_links")).containsExactly("precious");
      assertThat(sink.query("select value from t_card_links")).containsExactly("x");
    }
  }

  @ParameterizedTest
  @CsvSource({"value", "ordinal"})
  void aKeyThatIsCalledLikeAColumnOfTheElementsSaysSo(String key) {
    Map<String, String> config = new HashMap<>(TABLES);
    config.put("pk.fields", key);
    try (TaskHarness sink = start(config).tolerant()) {
      sink.put(record(0, "k", map("links", List.of("x"))));
      assertThat(sink.reporter.reasons)
          .singleElement()
          .asString()
          .contains("\"links\"", "\"" + key + "\"", "pk.fields")
          .doesNotContain("upper");
    }
  }

  @Test
  void anElementsFieldsDoNotShareAColumn() {
    Map<String, String> config =
        Map.of("array.mode", "table", "nested.mode", "flatten", "fields.rename", "media.href:url");
    try (TaskHarness sink = start(config).tolerant()) {
      sink.put(
          record(0, "a", map("media", List.of(map("size_w", 1L, "size", map("w", 2L))))),
          record(1, "b", map("media", List.of(map("href", "h", "url", "u")))),
          record(2, "c", map("media", List.of(map("x", 1L, "X", 2L)))),
          record(3, "d", map("media", List.of(map("x", 1L), map("X", 2L)))));
      assertThat(sink.query("select _key, x from t_media")).containsExactly("d|1", "d|2");
      assertThat(sink.reporter.offsets()).containsExactly(0L, 1L, 2L);
      assertThat(sink.reporter.reasons)
          .allSatisfy(reason -> assertThat(reason).contains("two fields", "fields.rename"));
    }
  }

  @ParameterizedTest
  @CsvSource({"'primary key (_key, ordinal)'", "'id integer primary key, unique (ordinal, _KEY)'"})
  void yourOwnTableWithTheKeyIsUsed(String key) {
    Sqlite.execute(
        folder.resolve("data.db"),
        "create table t (_key text primary key)",
        "create table t_links (_key text, ordinal integer, value, %s)".formatted(key));
    Map<String, String> config = new HashMap<>(TABLES);
    config.put("auto.create", "false");
    try (TaskHarness sink = start(config)) {
      sink.put(to("t", 0, "k", map("links", List.of("x", "y"))));
      sink.put(to("t", 1, "k", map("links", List.of("z"))));
      assertThat(sink.query("select _key, ordinal, value from t_links")).containsExactly("k|0|z");
    }
  }

  @ParameterizedTest
  @CsvSource({"'', card_links", "'', CARD_LINKS", "links:urls, URLS", "card.links:Links, more"})
  void twoArraysOfARecordDoNotShareATable(String renames, String other) {
    Schema strings = SchemaBuilder.array(Schema.STRING_SCHEMA).build();
    Schema card = SchemaBuilder.struct().field("links", strings).build();
    Schema schema =
        SchemaBuilder.struct()
            .field("card", card)
            .field("links", strings)
            .field(other, strings)
            .build();
    Struct typed =
        new Struct(schema)
            .put("card", new Struct(card).put("links", List.of("x", "y")))
            .put("links", List.of("w"))
            .put(other, List.of("z"));
    Map<String, @Nullable Object> plain =
        map("card", map("links", List.of("x", "y")), "links", List.of("w"), other, List.of("z"));
    Map<String, String> config =
        Map.of("array.mode", "table", "nested.mode", "flatten", "fields.rename", renames);
    try (TaskHarness sink = start(config).tolerant()) {
      sink.put(
          record(0, "a", typed),
          record(1, "b", plain),
          record(2, "c", map("card", map("links", List.of("x")))));
      assertThat(sink.query("select _key from t")).containsExactly("c");
      assertThat(sink.reporter.reasons)
          .hasSize(2)
          .allSatisfy(reason -> assertThat(reason).contains("same table", "fields.rename"));
    }
  }

  /** A record of topic t that a transform has renamed. */
  private static SinkRecord to(
      String topic, long offset, String key, @Nullable Map<String, @Nullable Object> value) {
    SinkRecord record = record(offset, key, value);
    return new SinkRecord(
        topic,
        0,
        record.keySchema(),
        key,
        null,
        value,
        offset,
        null,
        TimestampType.NO_TIMESTAMP_TYPE,
        null,
        TaskHarness.TOPIC,
        0,
        offset);
  }

  private TaskHarness start(Map<String, String> config) {
    return TaskHarness.start(folder.resolve("data.db"), config);
  }
}
