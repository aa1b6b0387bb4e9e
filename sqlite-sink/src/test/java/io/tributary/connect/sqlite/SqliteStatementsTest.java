package io.tributary.connect.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SqliteStatementsTest {
  private static final SqliteColumns KEY =
      new SqliteColumns(
          List.of(
              SqliteColumn.key("a", ColumnType.TEXT), SqliteColumn.key("b", ColumnType.INTEGER)));

  @Test
  void createsStrictTables() {
    assertThat(
            SqliteStatements.createTable(
                "t", KEY, List.of(SqliteColumn.optional("c", ColumnType.REAL))))
        .isEqualTo(
            """
            CREATE TABLE "t" ("a" TEXT NOT NULL, "b" INTEGER NOT NULL, "c" REAL, \
            PRIMARY KEY ("a", "b")) STRICT""");
  }

  @Test
  void quotesNames() {
    assertThat(SqliteStatements.quote("x\"y")).isEqualTo("\"x\"\"y\"");
    assertThat(SqliteStatements.delete("t\"", List.of("a\"", "b")))
        .isEqualTo("DELETE FROM \"t\"\"\" WHERE \"a\"\"\" = ? AND \"b\" = ?");
  }

  @Test
  void upsertsTheNamedColumnsOnly() {
    assertThat(
            SqliteStatements.upsert(
                "t", List.of("a", "b"), List.of("c", "d"), List.of("c", "d"), 1))
        .isEqualTo(
            """
            INSERT INTO "t" ("a", "b", "c", "d") VALUES (?, ?, ?, ?) ON CONFLICT ("a", "b") \
            DO UPDATE SET "c" = excluded."c", "d" = excluded."d\"""");
  }

  @Test
  void upsertsARowThatIsAllKey() {
    assertThat(SqliteStatements.upsert("t", List.of("a"), List.of(), List.of(), 1))
        .isEqualTo("INSERT INTO \"t\" (\"a\") VALUES (?) ON CONFLICT (\"a\") DO NOTHING");
  }

  @Test
  void anAddedColumnIsNotNullOnlyWithADefault() {
    assertThat(
            SqliteStatements.addColumn("t", new SqliteColumn("c", ColumnType.TEXT, true, "it's")))
        .isEqualTo("ALTER TABLE \"t\" ADD COLUMN \"c\" TEXT NOT NULL DEFAULT 'it''s'");
    assertThat(SqliteStatements.addColumn("t", new SqliteColumn("c", ColumnType.TEXT, true, null)))
        .isEqualTo("ALTER TABLE \"t\" ADD COLUMN \"c\" TEXT");
  }

  @Test
  void writesDefaultsOfEveryType() {
    assertThat(
            SqliteStatements.createTable(
                "t",
                KEY,
                List.of(
                    new SqliteColumn("i", ColumnType.INTEGER, false, -5L),
                    new SqliteColumn("r", ColumnType.REAL, false, 1.0e-7),
                    new SqliteColumn("p", ColumnType.REAL, false, Double.POSITIVE_INFINITY),
                    new SqliteColumn("m", ColumnType.REAL, false, Double.NEGATIVE_INFINITY),
                    new SqliteColumn("b", ColumnType.BLOB, false, new byte[] {0, -1}),
                    new SqliteColumn("n", ColumnType.TEXT, false, "a\0b"))))
        .contains(
            "\"i\" INTEGER DEFAULT -5,",
            "\"r\" REAL DEFAULT 1.0E-7,",
            "\"p\" REAL DEFAULT 9e999,",
            "\"m\" REAL DEFAULT -9e999,",
            "\"b\" BLOB DEFAULT X'00ff',",
            "\"n\" TEXT DEFAULT (CAST(X'610062' AS TEXT)),");
  }

  @Test
  void foldsWhatSqliteFoldsAndNoMore() {
    assertThat(SqliteStatements.fold("AbZ_\u00c4\u0130")).isEqualTo("abz_\u00c4\u0130");
    assertThat(SqliteStatements.fold("plain")).isSameAs("plain");
  }
}
