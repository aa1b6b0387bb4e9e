package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.map;
import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fields and columns that a configuration names. */
class SqliteFieldsTest {
  @TempDir Path folder;

  @Test
  void namesThatNothingHasAreWarnedOfOnce() {
    Map<String, String> config =
        Map.of(
            "fts.fields", "titel,title",
            "indexes", "n,m;n",
            "fields.exclude", "pasword,x.y,secret",
            "fields.rename", "text:body,txt:boddy");
    var written = new ByteArrayOutputStream();
    PrintStream before = System.out;
    // log4j2-test.xml has the logger follow it.
    System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
    try (TaskHarness sink = TaskHarness.start(folder.resolve("data.db"), config)) {
      for (int round = 0; round < 3; round++) {
        List<SinkRecord> records = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
          records.add(
              record(
                  round * 600L + i,
                  "k" + i,
                  map(
                      "title",
                      "t",
                      "n",
                      1L,
                      "text",
                      "b",
                      "secret",
                      1L,
                      "x",
                      map("y", 1L, "z", 2L))));
        }
        sink.put(records.toArray(SinkRecord[]::new));
      }
    } finally {
      System.setOut(before);
    }
    assertThat(
            written
                .toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("WARN ")))
        .satisfiesExactly(
            message -> assertThat(message).contains("[m, titel]", "fts.fields"),
            message ->
                assertThat(message).contains("pasword", "txt").doesNotContain("secret", "x.y"));
  }

  @Test
  void whatIsMetIsNoLongerUnseen() {
    var fields = new SqliteFields(Set.of("a.b", "c"), Set.of("a.d"), Map.of("c", "e"));
    assertThat(fields.unseen()).containsExactlyInAnyOrder("a.b", "c", "a.d");
    SqliteFields.Place place = Objects.requireNonNull(fields.within(fields.top(), "a"));
    assertThat(fields.within(place, "d")).isNull();
    assertThat(fields.within(place, "b")).isEqualTo(new SqliteFields.Place("a.b", true));
    assertThat(fields.within(place, "x")).isNull();
    assertThat(fields.unseen()).containsExactly("c");
  }
}
