package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.map;
import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Schemas that change back and forth, and what hangs on the tables they change. */
class EvolutionTest {
  private static final Schema OLD =
      SchemaBuilder.struct()
          .field("title", Schema.OPTIONAL_STRING_SCHEMA)
          .field("n", Schema.INT32_SCHEMA)
          .build();
  private static final Schema NEW =
      SchemaBuilder.struct()
          .field("title", Schema.OPTIONAL_STRING_SCHEMA)
          .field("n", Schema.INT64_SCHEMA)
          .field("summary", Schema.OPTIONAL_STRING_SCHEMA)
          .field("stars", SchemaBuilder.int32().defaultValue(3).build())
          .field("ratio", Schema.OPTIONAL_FLOAT64_SCHEMA)
          .build();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oldRecordsAfterNewOnes(boolean inOneBatch) {
    try (TaskHarness sink = TaskHarness.start(file())) {
      var records =
          List.of(
              record(0, "a", old("one", 1)),
              record(1, "b", newer("two", 2, "s")),
              record(2, "c", old("three", 3)),
              record(3, "b", old("two again", 4)),
              record(4, "a", newer("one again", 5, "t")),
              record(5, "d", map("title", "no schema", "n", 6, "extra", true)),
              record(6, "a", old(null, 7)));
      if (inOneBatch) {
        sink.put(records.toArray(SinkRecord[]::new));
      } else {
        records.forEach(
            record -> {
              sink.put(record);
              sink.restart();
            });
      }

      assertThat(
              sink.query("select _key, title, n, summary, stars, ratio, extra from t order by 1"))
          .containsExactly(
              "a|null|7|t|3|0.5|null",
              "b|two again|4|s|3|0.5|null",
              "c|three|3|null|3|null|null",
              "d|no schema|6|null|3|null|1");
    }
  }

  @Test
  void twoTasksThatKnowDifferentSchemas() {
    try (TaskHarness one = TaskHarness.start(file());
        TaskHarness other = TaskHarness.start(file(), Map.of("name", "other"))) {
      one.put(record(0, "a", old("one", 1)));
      other.put(record(0, "b", newer("two", 2, "s")));
      one.put(record(1, "c", old("three", 3)), record(2, "d", newer("four", 4, "u")));
      other.put(record(1, "e", map("title", "five", "n", 1L, "link", "x")));
      one.put(record(3, "f", map("link", "y", "n", 1.5)));
      other.put(record(2, "a", newer("one", 9, null)), record(3, "g", map("n", 2.5)));

      assertThat(one.query("select _key, n, summary, link from t order by 1"))
          .containsExactly(
              "a|9.0|null|null",
              "b|2.0|s|null",
              "c|3.0|null|null",
              "d|4.0|u|null",
              "e|1.0|null|x",
              "f|1.5|null|y",
              "g|2.5|null|null");
    }
  }

  @Test
  void aTypeThatNoColumnCanBecomeIsRefusedNamingBoth() {
    try (TaskHarness sink = TaskHarness.start(file()).tolerant()) {
      sink.put(record(0, "a", map("n", 1L, "s", "text", "r", 0.5, "b", new byte[] {1})));
      sink.put(
          record(1, "b", map("n", "text")),
          record(2, "c", map("n", new byte[] {1})),
          record(3, "d", map("r", "text")),
          record(4, "e", map("b", "text")),
          record(5, "f", map("s", new byte[] {1})),
          record(6, "g", map("r", 1L, "n", 2L)));

      assertThat(sink.query("select _key, n, r, typeof(r) from t order by 1"))
          .containsExactly("a|1|0.5|real", "g|2|1.0|real");
      assertThat(sink.reporter.offsets()).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L);
      assertThat(String.join("\n", sink.reporter.reasons))
          .contains(
              "the column \"n\" is TEXT, but the table \"t\" has it as INTEGER",
              "the column \"n\" is BLOB, but the table \"t\" has it as INTEGER",
              "the column \"r\" is TEXT, but the table \"t\" has it as REAL",
              "the column \"b\" is TEXT, but the table \"t\" has it as BLOB",
              "the column \"s\" is BLOB, but the table \"t\" has it as TEXT");
    }
  }

  @Test
  void searchGoesOnThroughEveryChangeOfTheTable() {
    Map<String, String> config = Map.of("fts.fields", "title,summary", "indexes", "n;title");
    try (TaskHarness sink = TaskHarness.start(file(), config)) {
      sink.put(record(0, "a", old("tides", 1)), record(1, "b", old("moon", 2)));
      assertThat(search(sink, "tides")).containsExactly("a");

      sink.put(record(2, "c", newer("sun", 3, "about tides")));
      assertThat(search(sink, "tides")).containsExactly("a", "c");
      assertThat(search(sink, "summary:tides")).containsExactly("c");

      // Makes n a fraction, which rewrites the column that an index is on.
      sink.put(record(3, "b", map("n", 2.5, "title", "tides too")));
      assertThat(search(sink, "tides")).containsExactly("a", "b", "c");
      assertThat(search(sink, "moon")).isEmpty();

      sink.put(record(4, "c", old("wind", 4)), record(5, "a", null));
      assertThat(search(sink, "tides")).containsExactly("b", "c");
      assertThat(search(sink, "title:tides")).containsExactly("b");
      Sqlite.execute(
          file(), "alter table t drop column ratio", "alter table t add column by_hand text");
      sink.put(record(6, "d", newer("tides", 5, null)));
      assertThat(search(sink, "tides")).containsExactly("b", "c", "d");
      Sqlite.execute(file(), "insert into t_fts(t_fts, rank) values ('integrity-check', 1)");
      assertThat(sink.query("select count(*) from sqlite_schema where name = 't(n,title)'"))
          .containsExactly("1");
    }
  }

  @Test
  void arraysFollowUpdatesDeletesAndTheirOwnChanges() {
    try (TaskHarness sink =
        TaskHarness.start(file(), Map.of("array.mode", "table", "fts.fields", "value"))) {
      sink.put(
          record(0, "a", map("list", List.of(1L, 2L, 3L), "n", 1L)),
          record(1, "b", map("list", List.of(4L), "n", 1L)));
      sink.put(
          record(2, "a", map("list", List.of(1.5), "n", 2L)),
          record(3, "b", null),
          record(4, "b", map("list", List.of(), "n", 3L)),
          record(5, "c", map("media", List.of(map("url", "u"), map("alt", "x")))),
          record(6, "c", map("media", List.of(map("url", "v", "width", 5L)))));
      assertThat(sink.query("select * from t_list")).containsExactly("a|0|1.5");
      assertThat(sink.query("select _key, ordinal, url, alt, width from t_media"))
          .containsExactly("c|0|v|null|5");

      Sqlite.execute(file(), "update t set n = 7", "delete from t where _key = 'a'");
      assertThat(sink.query("select * from t_list")).isEmpty();
      sink.put(
          record(7, "a", map("list", List.of(9.0))),
          record(8, "c", map("media", null)),
          record(9, "d", map("words", List.of("tides", "moon"))));
      sink.put(record(10, "d", map("words", List.of("sun"))), record(11, "a", null));

      assertThat(sink.query("select count(*) from t_list")).containsExactly("0");
      assertThat(sink.query("select count(*) from t_media")).containsExactly("0");
      assertThat(sink.query("select * from t_words")).containsExactly("d|0|sun");
      assertThat(sink.query("select count(*) from t_words_fts where t_words_fts match 'sun'"))
          .containsExactly("1");
      assertThat(sink.query("select count(*) from t_words_fts where t_words_fts match 'moon'"))
          .containsExactly("0");
    }
  }

  @Test
  void aFieldThatIsNoLongerRequiredMayBeNull() {
    Schema first = SchemaBuilder.struct().field("a", Schema.STRING_SCHEMA).build();
    Schema second =
        SchemaBuilder.struct()
            .field("b", Schema.STRING_SCHEMA)
            .field("c", SchemaBuilder.int64().defaultValue(5L).build())
            .build();
    Schema third =
        SchemaBuilder.struct()
            .field("a", Schema.OPTIONAL_STRING_SCHEMA)
            .field("c", Schema.OPTIONAL_INT64_SCHEMA)
            .build();
    try (TaskHarness sink = TaskHarness.start(file())) {
      sink.put(
          record(0, "x", new Struct(first).put("a", "1")),
          record(1, "y", new Struct(second).put("b", "2")),
          record(2, "x", new Struct(third)),
          record(3, "z", new Struct(first).put("a", "3")));
      assertThat(sink.query("select * from t order by _key"))
          .containsExactly("x|null|null|null", "y|null|2|5", "z|3|null|5");
    }
  }

  private static Struct old(@Nullable String title, int n) {
    return new Struct(OLD).put("title", title).put("n", n);
  }

  private static Struct newer(String title, long n, @Nullable String summary) {
    return new Struct(NEW)
        .put("title", title)
        .put("n", n)
        .put("summary", summary)
        .put("ratio", 0.5);
  }

  private static List<String> search(TaskHarness sink, String words) {
    return sink.query(
        """
        select _key from t join t_fts f on f.rowid = t.rowid where t_fts match '%s' order by 1"""
            .formatted(words));
  }

  private Path file() {
    return folder.resolve("data.db");
  }
}
