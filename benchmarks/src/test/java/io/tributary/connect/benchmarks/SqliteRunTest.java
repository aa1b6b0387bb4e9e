package io.tributary.connect.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A comparison is fair only if both write the same. */
final class SqliteRunTest {
  private static final int ROWS = 1_234;

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void thePlainLoopWritesTheColumnsAndTheKeyOfTheSink(SqliteWorkload workload) throws SQLException {
    String columns =
        "SELECT name, type, pk FROM pragma_table_info('posts') ORDER BY name COLLATE BINARY";

    assertThat(query(plain(workload), columns)).isEqualTo(query(sink(workload, false), columns));
  }

  @ParameterizedTest
  @EnumSource
  void thePlainLoopWritesTheRowsOfTheSink(SqliteWorkload workload) throws SQLException {
    String rows =
        switch (workload) {
          case INSERT ->
              """
              SELECT _topic, _partition, _offset, author, created_at, likes, score, edited, text
              FROM posts ORDER BY _offset
              """;
          case UPSERT ->
              """
              SELECT uri, author, created_at, likes, score, edited, text FROM posts ORDER BY uri
              """;
        };

    List<String> written = query(plain(workload), rows);

    assertThat(written).hasSize(ROWS).isEqualTo(query(sink(workload, false), rows));
  }

  @ParameterizedTest
  @EnumSource
  void twoSchemasAreWrittenAsTwo(SqliteWorkload workload) throws SQLException {
    Path file = sink(workload, true);

    assertThat(query(file, "SELECT count(score), count(rating), count(*) FROM posts"))
        .containsExactly("617|617|1234");
  }

  @Test
  void theSixColumnsHoldTwoHundredBytes() throws SQLException {
    // A number counts eight bytes and a truth value one, as in the record.
    String bytes =
        """
        SELECT min(octet_length(author) + octet_length(created_at) + octet_length(text)) + 17,
          max(octet_length(author) + octet_length(created_at) + octet_length(text)) + 17
        FROM posts
        """;

    assertThat(query(plain(SqliteWorkload.UPSERT), bytes)).containsExactly("200|200");
  }

  @Test
  void onlyWhatPreCommitReturnsCounts() throws SQLException {
    try (var run = new SinkRun(SqliteWorkload.INSERT, directory.resolve("counted.db"), false)) {
      assertThat(run.confirm()).isZero();

      run.prepare(new Posts().next(7));
      run.write();

      assertThat(run.confirm()).isEqualTo(7);
    }
  }

  private Path plain(SqliteWorkload workload) throws SQLException {
    Path file = directory.resolve("plain.db");
    write(PlainLoop.of(workload, file));
    return file;
  }

  private Path sink(SqliteWorkload workload, boolean twoSchemas) throws SQLException {
    Path file = directory.resolve("sink.db");
    write(new SinkRun(workload, file, twoSchemas));
    return file;
  }

  private static void write(SqliteRun run) throws SQLException {
    try (var timed = new TimedRun(run, 500)) {
      assertThat(timed.write(ROWS).count()).isEqualTo(ROWS);
      assertThat(timed.finish().count()).isZero();
    }
  }

  private static List<String> query(Path file, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
          row.add(String.valueOf(result.getString(column)));
        }
        rows.add(String.join("|", row));
      }
      return rows;
    }
  }
}
