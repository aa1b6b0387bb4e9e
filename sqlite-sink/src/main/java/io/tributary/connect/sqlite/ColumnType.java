package io.tributary.connect.sqlite;

import org.jspecify.annotations.Nullable;

/** What a column of a STRICT table holds. */
enum ColumnType {
  INTEGER,
  REAL,
  TEXT,
  BLOB,
  /** A null in a record without a schema: nothing tells the type, so it creates no column. */
  UNTYPED,
  /** A value that the record does not tell although it knows the column: what is there stays. */
  UNCHANGED;

  /** Says whether it tells what a column has to hold. */
  boolean isKnown() {
    return this != UNTYPED && this != UNCHANGED;
  }

  /** Says whether the other type holds all that this one does. */
  boolean isWidenedBy(ColumnType other) {
    return this == UNTYPED || (this == INTEGER && other == REAL);
  }

  /** Returns the type of a value that {@link SqliteConversion} has made. */
  static ColumnType of(@Nullable Object converted) {
    if (converted == null) {
      return UNTYPED;
    }
    if (converted instanceof Long) {
      return INTEGER;
    }
    if (converted instanceof Double) {
      return REAL;
    }
    return converted instanceof byte[] ? BLOB : TEXT;
  }
}
