package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.map;
import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteTableNamesTest {
  @TempDir Path folder;

  @Test
  void namesTablesAfterTopicsAndFields() {
    Schema author = SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build();
    Schema schema =
        SchemaBuilder.struct()
            .field("author", author)
            .field("lang", SchemaBuilder.string().optional().defaultValue("en").build())
            .build();
    Struct struct =
        new Struct(schema).put("author", new Struct(author).put("id", 7L)).put("lang", "de");
    for (Object value : List.of(struct, map("author", map("id", 7), "lang", "de"))) {
      assertThat(new SqliteTableNames("posts").of("t", value)).isEqualTo("posts");
      assertThat(new SqliteTableNames("${topic}_x").of("a$1", value)).isEqualTo("a$1_x");
      assertThat(new SqliteTableNames("${topic}_${field.author.id}_${field.lang}").of("t", value))
          .isEqualTo("t_7_de");
      for (String absent : List.of("none", "author", "lang.x", "author.none", "")) {
        var names = new SqliteTableNames("${field.%s}".formatted(absent));
        assertThatThrownBy(() -> names.of("t", value))
            .isInstanceOf(DataException.class)
            .hasMessageContaining("\"" + absent + "\"");
      }
    }
  }

  @Test
  void writesEachRecordToItsTable() {
    try (TaskHarness sink =
        TaskHarness.start(
                folder.resolve("data.db"),
                Map.of("table.name.format", "${topic} ${field.lang}", "delete.enabled", "false"))
            .tolerant()) {
      sink.put(
          record(0, "a", map("lang", "de", "x", 1L)),
          record(1, "b", map("lang", "en$1\"", "x", 2L)),
          record(2, "c", map("lang", null)),
          record(3, "a", null),
          record(4, "d", map("lang", "de", "x", 3L)));

      assertThat(sink.query("select _key, x from \"t de\"")).containsExactly("a|1", "d|3");
      assertThat(sink.query("select _key, x from \"t en$1\"\"\"")).containsExactly("b|2");
      assertThat(sink.reporter.offsets()).containsExactly(2L);
      assertThat(sink.reporter.reasons.get(0)).contains("\"lang\"");
    }
  }
}
