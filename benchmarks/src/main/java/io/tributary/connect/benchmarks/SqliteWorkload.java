package io.tributary.connect.benchmarks;

import java.util.Locale;
import java.util.Map;

/** What is written: how the sink is configured for it, and the same table for the plain loop. */
enum SqliteWorkload {
  /** New rows only, in the order of their key, which is where they come from. */
  INSERT(
      """
      CREATE TABLE posts (
        _topic TEXT NOT NULL, _partition INTEGER NOT NULL, _offset INTEGER NOT NULL,
        author TEXT NOT NULL, created_at TEXT NOT NULL, likes INTEGER NOT NULL, score REAL,
        edited INTEGER NOT NULL, text TEXT NOT NULL,
        PRIMARY KEY (_topic, _partition, _offset)
      ) STRICT
      """,
      """
      INSERT INTO posts
        (_topic, _partition, _offset, author, created_at, likes, score, edited, text)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """),
  /** Rows with random text keys, all of them new. */
  UPSERT(
      """
      CREATE TABLE posts (
        uri TEXT NOT NULL,
        author TEXT NOT NULL, created_at TEXT NOT NULL, likes INTEGER NOT NULL, score REAL,
        edited INTEGER NOT NULL, text TEXT NOT NULL,
        PRIMARY KEY (uri)
      ) STRICT
      """,
      """
      INSERT INTO posts (uri, author, created_at, likes, score, edited, text)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (uri) DO UPDATE SET
        author = excluded.author, created_at = excluded.created_at, likes = excluded.likes,
        score = excluded.score, edited = excluded.edited, text = excluded.text
      """);

  private final String createTable;
  private final String statement;

  SqliteWorkload(String createTable, String statement) {
    this.createTable = createTable;
    this.statement = statement;
  }

  /** Returns what the sink's configuration says about modes and keys. */
  Map<String, String> sinkProperties() {
    return switch (this) {
      case INSERT -> Map.of("insert.mode", "insert", "pk.mode", "kafka");
      case UPSERT -> Map.of("insert.mode", "upsert", "pk.mode", "record_key", "pk.fields", "uri");
    };
  }

  /** Returns its name in the tables. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  String createTable() {
    return createTable;
  }

  String statement() {
    return statement;
  }
}
