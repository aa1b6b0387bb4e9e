package io.tributary.connect.sqlite;

/** How a row is written. */
enum InsertMode {
  UPSERT,
  INSERT,
  INSERT_OR_IGNORE,
  REPLACE,
  UPDATE
}
