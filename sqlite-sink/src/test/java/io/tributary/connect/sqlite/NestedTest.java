package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.map;
import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fields with fields and arrays of them. */
class NestedTest {
  private static final Map<String, String> TABLES = Map.of("array.mode", "table");
  private static final Schema SIZE =
      SchemaBuilder.struct().field("width", Schema.INT32_SCHEMA).optional().build();
  private static final Schema MEDIUM =
      SchemaBuilder.struct()
          .field("url", Schema.STRING_SCHEMA)
          .field("size", SIZE)
          .field("tags", SchemaBuilder.array(Schema.STRING_SCHEMA).optional().build())
          .build();
  private static final Schema POST =
      SchemaBuilder.struct()
          .field("text", Schema.STRING_SCHEMA)
          .field("links", SchemaBuilder.array(Schema.STRING_SCHEMA).optional().build())
          .field("media", SchemaBuilder.array(MEDIUM).optional().build())
          .field("card", MEDIUM)
          .build();

  @TempDir Path folder;

  @Test
  void arraysAreRowsOfTheirOwnTables() {
    try (TaskHarness sink = start(TABLES)) {
      sink.put(
          record(0, "a", map("links", List.of("x", "y"), "n", 1L)),
          record(1, "b", map("links", List.of("x"))),
          record(2, "c", map("links", List.of())));

      assertThat(sink.query("select * from t order by 1"))
          .containsExactly("a|1", "b|null", "c|null");
      assertThat(sink.query("select * from t_links order by 1, 2"))
          .containsExactly("a|0|x", "a|1|y", "b|0|x");
      assertThat(sink.query("select sql from sqlite_schema where name = 't_links'"))
          .containsExactly(
              """
              CREATE TABLE "t_links" ("_key" TEXT NOT NULL, "ordinal" INTEGER NOT NULL, \
              "value" TEXT, PRIMARY KEY ("_key", "ordinal")) STRICT""");
    }
  }

  @Test
  void anUpsertReplacesTheArraysItCarriesAndNoOthers() {
    try (TaskHarness sink = start(TABLES)) {
      sink.put(record(0, "a", map("links", List.of("x", "y"), "tags", List.of("t"))));
      sink.put(record(1, "a", map("links", List.of("z"))));
      assertThat(sink.query("select * from t_links")).containsExactly("a|0|z");
      assertThat(sink.query("select * from t_tags")).containsExactly("a|0|t");

      sink.put(record(2, "a", map("links", List.of())));
      assertThat(sink.query("select * from t_links")).isEmpty();
      sink.put(record(3, "a", map("tags", null)));
      assertThat(sink.query("select * from t_tags")).isEmpty();
    }
  }

  @Test
  void arraysGoWithTheirRowWhoeverDeletesIt() {
    try (TaskHarness sink = start(TABLES)) {
      sink.put(
          record(0, "a", map("links", List.of("x"))),
          record(1, "b", map("links", List.of("y"))),
          record(2, "a", null),
          record(3, "c", map("links", List.of("z"))));
      assertThat(sink.query("select * from t_links")).containsExactly("b|0|y", "c|0|z");

      Sqlite.execute(sink.file, "delete from t where _key = 'b'");
      assertThat(sink.query("select * from t_links")).containsExactly("c|0|z");
    }
  }

  @Test
  void keepsTheOrderOfArraysOfOneKey() {
    try (TaskHarness sink = start(TABLES)) {
      sink.put(
          record(0, "a", map("links", List.of("1", "2", "3"))),
          record(1, "a", null),
          record(2, "a", map("links", List.of("4"))),
          record(3, "a", map("links", List.of("5", "6"))));

      assertThat(sink.query("select * from t_links")).containsExactly("a|0|5", "a|1|6");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "upsert;           1:new 2:new; 1:kept",
        "replace;          1:new 2:new; ''",
        "insert;           1:old 2:new; 1:kept",
        "insert_or_ignore; 1:old 2:new; 1:kept",
        "update;           1:new;       1:kept"
      })
  void followsTheInsertMode(String mode, String links, String tags) {
    try (TaskHarness sink = start(TABLES)) {
      sink.put(record(0, "1", map("links", List.of("old"), "tags", List.of("kept"))));
    }
    Map<String, String> config = new HashMap<>(TABLES);
    config.put("insert.mode", mode);
    try (TaskHarness sink = start(config).tolerant()) {
      sink.put(
          record(1, "1", map("links", List.of("new"))),
          record(2, "2", map("links", List.of("new"))));

      assertThat(sink.query("select _key || ':' || value from t_links order by 1"))
          .containsExactly(links.split(" "));
      assertThat(String.join(" ", sink.query("select _key || ':' || value from t_tags")))
          .isEqualTo(tags);
      assertThat(sink.reporter.records).hasSize(mode.equals("insert") ? 1 : 0);
    }
  }

  @ParameterizedTest
  @CsvSource({"record_key, id", "record_value, id", "kafka, ''"})
  void theRowsKeyIsPartOfTheElements(String mode, String fields) {
    try (TaskHarness sink =
        start(Map.of("array.mode", "table", "pk.mode", mode, "pk.fields", fields))) {
      sink.put(record(0, 7L, map("id", 7L, "links", List.of("x"))));

      String key = mode.equals("kafka") ? "_topic, _partition, _offset" : "id";
      assertThat(sink.query("select value from t join t_links using (%s)".formatted(key)))
          .containsExactly("x");
    }
  }

  @Test
  void elementsWithFieldsHaveTheirColumns() {
    Struct medium =
        new Struct(MEDIUM)
            .put("url", "u")
            .put("size", new Struct(SIZE).put("width", 3))
            .put("tags", List.of("x"));
    Struct post = new Struct(POST).put("text", "hi").put("media", List.of(medium));
    try (TaskHarness sink = start(TABLES)) {
      sink.put(record(0, "a", post.put("card", medium)));

      assertThat(sink.query("select _key, ordinal, url, size, tags from t_media"))
          .containsExactly("a|0|u|{\"width\":3}|[\"x\"]");
      assertThat(sink.query("select count(*) from t_links")).containsExactly("0");
      assertThat(sink.query("select card from t"))
          .containsExactly("{\"url\":\"u\",\"size\":{\"width\":3},\"tags\":[\"x\"]}");
    }
  }

  @Test
  void elementsWithoutASchemaHaveTheColumnsThatAnyOfThemHas() {
    try (TaskHarness sink = start(TABLES)) {
      sink.put(
          record(
              0,
              "a",
              map(
                  "media",
                  List.of(
                      map("url", "u", "width", null),
                      map("width", 2L, "deep", List.of(1)),
                      "text"))));
      sink.put(record(1, "b", map("media", List.of(map("height", 0.5)))));

      assertThat(sink.query("select _key, ordinal, url, width, deep, value, height from t_media"))
          .containsExactly(
              "a|0|u|null|null|null|null",
              "a|1|null|2|[1]|null|null",
              "a|2|null|null|null|text|null",
              "b|0|null|null|null|null|0.5");
    }
  }

  @Test
  void aBadElementSetsItsWholeRecordAside() {
    try (TaskHarness sink = start(TABLES).tolerant()) {
      sink.put(record(0, "a", map("n", List.of(1L))));
      sink.put(
          record(1, "b", map("n", List.of(2L))),
          record(2, "c", map("n", List.of(3L, "text"))),
          record(3, "a", map("n", List.of(4L, 5L))));

      assertThat(sink.query("select * from t order by 1")).containsExactly("a", "b");
      assertThat(sink.query("select * from t_n order by 1, 2"))
          .containsExactly("a|0|4", "a|1|5", "b|0|2");
      assertThat(sink.reporter.offsets()).containsExactly(2L);
    }
  }

  @Test
  void nothingOfARecordThatIsSetAsideGetsInTheWayOfTheNext() {
    Map<String, String> inserts = Map.of("array.mode", "table", "insert.mode", "insert");
    try (TaskHarness sink = start(inserts).tolerant()) {
      sink.put(record(0, "a", map("n", List.of(1L))));
      sink.put(
          record(1, "b", map("n", List.of("text"))),
          record(2, "b", map("n", List.of(4L))),
          record(3, "c", map("n", List.of(5L))));

      assertThat(sink.reporter.offsets()).containsExactly(1L);
      assertThat(sink.query("select * from t_n order by 1"))
          .containsExactly("a|0|1", "b|0|4", "c|0|5");
    }
  }

  @Test
  void namesOfArraysAreQuoted() {
    String field = "li\"nks'; drop table t; --";
    try (TaskHarness sink = start(TABLES)) {
      sink.put(record(0, "a", map(field, List.of("x"))), record(1, "b", map(field, List.of("y"))));
      sink.put(record(2, "a", null));

      assertThat(sink.query("select * from \"t_%s\"".formatted(field.replace("\"", "\"\""))))
          .containsExactly("b|0|y");
    }
  }

  @Test
  void flattensStructs() {
    Struct medium =
        new Struct(MEDIUM).put("url", "u").put("size", new Struct(SIZE).put("width", 3));
    Schema schema =
        SchemaBuilder.struct()
            .field("card", MEDIUM)
            .field("maybe", SchemaBuilder.struct().field("x", Schema.INT32_SCHEMA).optional())
            .field("counts", SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.INT32_SCHEMA).build())
            .build();
    try (TaskHarness sink = start(Map.of("nested.mode", "flatten"))) {
      sink.put(
          record(0, "a", new Struct(schema).put("card", medium).put("counts", Map.of("k", 1))));

      assertThat(sink.query("select * from t")).containsExactly("a|u|3|null|null|{\"k\":1}");
      assertThat(sink.query("select name || ' ' || \"notnull\" from pragma_table_info('t')"))
          .containsExactly(
              "_key 1", "card_url 1", "card_size_width 0", "card_tags 0", "maybe_x 0", "counts 1");
    }
  }

  @Test
  void flattensObjectsWithoutASchema() {
    try (TaskHarness sink = start(Map.of("nested.mode", "flatten"))) {
      sink.put(
          record(0, "a", map("author", map("name", "n", "home", map("city", "c")), "empty", map())),
          record(1, "b", map("author", map("name", "m"))));

      assertThat(sink.query("select _key, author_name, author_home_city from t order by 1"))
          .containsExactly("a|n|c", "b|m|null");
    }
  }

  @Test
  void flattensWithinElementsAndArraysWithinFields() {
    Map<String, @Nullable Object> value =
        map(
            "author", map("langs", List.of("en", "de")),
            "media", List.of(map("size", map("width", 2L))));
    try (TaskHarness sink = start(Map.of("nested.mode", "flatten", "array.mode", "table"))) {
      sink.put(record(0, "a", value));

      assertThat(sink.query("select value from t_author_langs")).containsExactly("en", "de");
      assertThat(sink.query("select size_width from t_media")).containsExactly("2");
    }
  }

  @Test
  void nestedFieldsCanBeChosenAndRenamed() {
    Struct medium =
        new Struct(MEDIUM).put("url", "u").put("size", new Struct(SIZE).put("width", 3));
    Struct post =
        new Struct(POST).put("text", "hi").put("media", List.of(medium)).put("card", medium);
    Map<String, @Nullable Object> plain = map("url", "u", "size", map("width", 3L));
    for (Object value :
        List.of(post, map("text", "hi", "media", List.of(plain), "links", null, "card", plain))) {
      try (TaskHarness sink =
          start(
              Map.of(
                  "nested.mode", "flatten",
                  "array.mode", "table",
                  "fields.include", "card.size,media.url",
                  "fields.rename", "card.size.width:wide,media:pictures,media.url:address"))) {
        sink.put(record(0, "a", value));

        assertThat(sink.query("select * from t")).containsExactly("a|3");
        assertThat(sink.query("select name from pragma_table_info('t')"))
            .containsExactly("_key", "wide");
        assertThat(sink.query("select address from t_pictures")).containsExactly("u");
        assertThat(
                sink.query(
                    "select name from pragma_table_list where name like 't\\_%' escape '\\'"))
            .containsExactly("t_pictures");
      }
      Sqlite.execute(
          folder.resolve("data.db"),
          "drop table t",
          "drop table t_pictures",
          "drop table _tributary_offsets");
    }
  }

  @Test
  void anElementsFieldThatIsNamedLikeTheKeyIsRefused() {
    try (TaskHarness sink = start(Map.of("array.mode", "table", "pk.fields", "url")).tolerant()) {
      sink.put(record(0, "a", map("media", List.of(map("url", "u")))));
      assertThat(sink.reporter.reasons).singleElement().asString().contains("\"url\"");
    }
  }

  private TaskHarness start(Map<String, String> config) {
    return TaskHarness.start(folder.resolve("data.db"), config);
  }
}
