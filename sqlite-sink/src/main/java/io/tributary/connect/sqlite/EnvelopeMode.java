package io.tributary.connect.sqlite;

/** Whether values are change events that hold the row. */
enum EnvelopeMode {
  AUTO,
  NONE,
  DEBEZIUM
}
