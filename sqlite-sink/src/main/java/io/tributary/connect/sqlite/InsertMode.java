package io.tributary.connect.sqlite;

/** How a row is written. */
enum InsertMode {
  UPSERT,
  INSERT
}
