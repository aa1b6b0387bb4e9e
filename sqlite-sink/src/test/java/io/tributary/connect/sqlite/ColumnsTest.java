package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.map;
import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which columns a record has, what they are called and what is in them. */
// Connect's logical types are java.util.Date.
@SuppressWarnings("JavaUtilDate")
class ColumnsTest {
  private static final Schema POST =
      SchemaBuilder.struct()
          .field("id", Schema.INT64_SCHEMA)
          .field("text", Schema.STRING_SCHEMA)
          .field("note", Schema.OPTIONAL_STRING_SCHEMA)
          .build();

  @TempDir Path folder;

  @Test
  void writesTheFieldsThatAreIncluded() {
    Struct post = new Struct(POST).put("id", 1L).put("text", "t").put("note", "n");
    for (Object value : List.of(post, map("id", 1L, "text", "t", "note", "n"))) {
      assertColumns(Map.of("fields.include", "note,id,absent"), value, "_key", "id", "note");
      assertColumns(Map.of("fields.exclude", "note"), value, "_key", "id", "text");
      assertColumns(
          Map.of("fields.include", "text", "pk.mode", "record_value", "pk.fields", "id"),
          value,
          "id",
          "text");
      assertColumns(
          Map.of("fields.exclude", "id", "pk.mode", "record_value", "pk.fields", "id"),
          value,
          "id",
          "note",
          "text");
    }
  }

  static List<Arguments> nestedChoices() {
    return List.of(
        Arguments.of("fields.exclude", "user.password,user.home.zip,media.secret,counts.b"),
        Arguments.of(
            "fields.include", "user.name,user.home.city,media.url,media.tags,counts.a,text"));
  }

  @ParameterizedTest
  @MethodSource("nestedChoices")
  void choosesTheFieldsWithinJson(String property, String paths) {
    Schema home =
        SchemaBuilder.struct()
            .field("city", Schema.STRING_SCHEMA)
            .field("zip", Schema.STRING_SCHEMA)
            .build();
    Schema user =
        SchemaBuilder.struct()
            .field("name", Schema.STRING_SCHEMA)
            .field("password", Schema.STRING_SCHEMA)
            .field("home", home)
            .build();
    Schema medium =
        SchemaBuilder.struct()
            .field("url", Schema.STRING_SCHEMA)
            .field("secret", Schema.STRING_SCHEMA)
            .field("tags", SchemaBuilder.array(Schema.STRING_SCHEMA).build())
            .build();
    Schema schema =
        SchemaBuilder.struct()
            .field("user", user)
            .field("media", SchemaBuilder.array(medium).build())
            .field("counts", SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.INT32_SCHEMA).build())
            .field("text", Schema.STRING_SCHEMA)
            .build();
    Struct typed =
        new Struct(schema)
            .put(
                "user",
                new Struct(user)
                    .put("name", "n")
                    .put("password", "s3cret")
                    .put("home", new Struct(home).put("city", "c").put("zip", "s3cret")))
            .put(
                "media",
                List.of(
                    new Struct(medium)
                        .put("url", "u")
                        .put("secret", "s3cret")
                        .put("tags", List.of("t"))))
            .put("counts", Map.of("a", 1, "b", 2))
            .put("text", "hi");
    Map<String, @Nullable Object> plain =
        map(
            "user",
            map("name", "n", "password", "s3cret", "home", map("city", "c", "zip", "s3cret")),
            "media",
            List.of(map("url", "u", "secret", "s3cret", "tags", List.of("t"))),
            "counts",
            map("a", 1, "b", 2),
            "text",
            "hi");
    for (Object value : List.of(typed, plain)) {
      try (TaskHarness sink = TaskHarness.start(file("t"), Map.of(property, paths))) {
        sink.put(record(0, "k", value));
        assertThat(sink.query("select user, media, counts, text from t"))
            .containsExactly(
                """
                {"name":"n","home":{"city":"c"}}|[{"url":"u","tags":["t"]}]|{"a":1}|hi""");
      }
      Sqlite.execute(file("t"), "drop table t", "drop table _tributary_offsets");
    }
  }

  @Test
  void whatIsNotWantedLeavesElementsTheirPlaces() {
    try (TaskHarness sink =
        TaskHarness.start(file("t"), Map.of("fields.include", "media.url,user.name"))) {
      sink.put(
          record(0, "a", map("media", List.of("text", map("url", "u"), 7L), "user", "text")),
          record(1, "b", map("media", null, "user", map("name", map("x", 1L)))));
      assertThat(sink.query("select media, user from t"))
          .containsExactly("[null,{\"url\":\"u\"},null]|null", "null|{\"name\":{\"x\":1}}");
    }
  }

  @Test
  void aDefaultOfAStructHasNoMoreFieldsThanItsValues() {
    Schema user =
        SchemaBuilder.struct()
            .field("name", Schema.STRING_SCHEMA)
            .field("password", Schema.STRING_SCHEMA)
            .build();
    Schema schema =
        SchemaBuilder.struct()
            .field(
                "users",
                SchemaBuilder.array(user)
                    .defaultValue(
                        List.of(new Struct(user).put("name", "n").put("password", "s3cret")))
                    .build())
            .build();
    try (TaskHarness sink =
        TaskHarness.start(file("t"), Map.of("fields.exclude", "users.password"))) {
      sink.put(record(0, "a", new Struct(schema)));
      assertThat(sink.query("select users, sql from t, sqlite_schema where name = 't'"))
          .singleElement()
          .asString()
          .startsWith("[{\"name\":\"n\"}]|CREATE")
          .doesNotContain("s3cret");
    }
  }

  @Test
  void aDotInANameIsNoPath() {
    try (TaskHarness sink = TaskHarness.start(file("t"), Map.of("fields.exclude", "a"))) {
      sink.put(record(0, "k", map("a", "x", "a.b", "y")));
      assertThat(sink.query("select * from t")).containsExactly("k|y");
    }
    try (TaskHarness sink = TaskHarness.start(file("u"), Map.of("fields.include", "a"))) {
      sink.put(record(0, "k", map("a", "x", "a.b", "y")));
      assertThat(sink.query("select * from t")).containsExactly("k|x");
    }
  }

  @Test
  void leavingEverythingOutLeavesTheKey() {
    assertColumns(Map.of("fields.include", "absent"), map("id", 1L), "_key");
  }

  @Test
  void renamesFields() {
    Struct post = new Struct(POST).put("id", 1L).put("text", "t").put("note", "n");
    for (Object value : List.of(post, map("id", 1L, "text", "t", "note", "n"))) {
      try (TaskHarness sink =
          TaskHarness.start(
              file("renamed"),
              Map.of(
                  "fields.rename", "text:note, note:old \"note\",id:post_id",
                  "pk.mode", "record_value",
                  "pk.fields", "id"))) {
        sink.put(record(0, null, value));
        assertThat(sink.query("select post_id, note, \"old \"\"note\"\"\" from t"))
            .containsExactly("1|t|n");
        Sqlite.execute(sink.file, "drop table t", "drop table _tributary_offsets");
      }
    }
  }

  @Test
  void aRenamedFieldIsNoLongerTheKeyOfThatName() {
    try (TaskHarness sink =
        TaskHarness.start(file("t"), Map.of("pk.fields", "id", "fields.rename", "id:other_id"))) {
      sink.put(record(0, "a", map("id", "b")));
      assertThat(sink.query("select id, other_id from t")).containsExactly("a|b");
    }
  }

  @Test
  void refusesARenamedFieldWhoseNameIsTaken() {
    try (TaskHarness sink =
        TaskHarness.start(file("t"), Map.of("fields.rename", "a:B")).tolerant()) {
      sink.put(record(0, "a", map("a", 1L, "b", 2L)));
      assertThat(sink.reporter.reasons).singleElement().asString().contains("\"B\"", "\"b\"");
    }
  }

  @Test
  void aTombstoneIsARowWhateverTheSchemaRequires() {
    try (TaskHarness sink =
        TaskHarness.start(file("t"), Map.of("pk.mode", "kafka", "delete.enabled", "false"))) {
      sink.put(
          record(0, "a", new Struct(POST).put("id", 1L).put("text", "t")), record(1, "a", null));
      assertThat(sink.query("select _offset, id from t")).containsExactly("0|1", "1|null");
    }
  }

  @Test
  void storesTimesAsMillisecondsIfAsked() {
    Schema schema =
        SchemaBuilder.struct()
            .field("at", Timestamp.SCHEMA)
            .field("day", Date.SCHEMA)
            .field("time", Time.SCHEMA)
            .field("many", SchemaBuilder.array(Timestamp.SCHEMA).build())
            .field(
                "since",
                Timestamp.builder().defaultValue(new java.util.Date(-5)).optional().build())
            .build();
    java.util.Date moment = java.util.Date.from(Instant.parse("2026-11-21T09:30:15.070Z"));
    Struct value =
        new Struct(schema)
            .put("at", moment)
            .put("day", new java.util.Date(86_400_000L))
            .put("time", new java.util.Date(1))
            .put("many", List.of(moment));
    try (TaskHarness sink =
        TaskHarness.start(
            file("t"), Map.of("timestamp.format", "epoch_ms", "metadata.columns", "timestamp"))) {
      sink.put(
          record(0, "a", value).newRecord("t", 0, null, "a", schema, value, 1_795_253_415_070L),
          record(1, "b", map("at", moment, "day", moment, "time", moment, "many", "none")));

      assertThat(sink.query("select at, day, time, many, _timestamp from t where _key = 'a'"))
          .containsExactly("1795253415070|86400000|1|[1795253415070]|1795253415070");
      assertThat(sink.query("select typeof(at), typeof(day), typeof(time) from t limit 1"))
          .containsExactly("integer|integer|integer");
      assertThat(sink.query("select dflt_value from pragma_table_info('t') where name = 'since'"))
          .containsExactly("-5");
      assertThat(sink.query("select at from t where _key = 'b'")).containsExactly("1795253415070");
    }
  }

  @Test
  void storesDecimalsAsFractionsIfAsked() {
    Schema schema =
        SchemaBuilder.struct()
            .field("d", Decimal.schema(2))
            .field("many", SchemaBuilder.array(Decimal.schema(1)).optional().build())
            .build();
    Schema large = SchemaBuilder.struct().field("d", Decimal.schema(-400)).build();
    try (TaskHarness sink =
        TaskHarness.start(file("t"), Map.of("decimal.mode", "real")).tolerant()) {
      sink.put(
          record(
              0,
              "a",
              new Struct(schema)
                  .put("d", new BigDecimal("12.50"))
                  .put("many", List.of(new BigDecimal("0.5")))),
          record(1, "b", new Struct(large).put("d", new BigDecimal("1E+400"))));

      assertThat(sink.query("select typeof(d), d, many from t")).containsExactly("real|12.5|[0.5]");
      assertThat(sink.reporter.reasons).singleElement().asString().contains("decimal.mode");
    }
  }

  private void assertColumns(Map<String, String> config, @Nullable Object value, String... names) {
    Path file = file("columns");
    try (TaskHarness sink = TaskHarness.start(file, config)) {
      sink.put(record(0, "k", value));
      assertThat(sink.query("select name from pragma_table_info('t') order by name"))
          .containsExactly(names);
    }
    Sqlite.execute(file, "drop table t", "drop table _tributary_offsets");
  }

  private Path file(String name) {
    return folder.resolve(name + ".db");
  }
}
