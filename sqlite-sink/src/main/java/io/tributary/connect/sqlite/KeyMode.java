package io.tributary.connect.sqlite;

/** Where a row's primary key comes from. */
enum KeyMode {
  RECORD_KEY,
  RECORD_VALUE,
  KAFKA,
  NONE
}
