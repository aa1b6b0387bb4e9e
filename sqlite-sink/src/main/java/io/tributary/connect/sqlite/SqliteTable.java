package io.tributary.connect.sqlite;

import java.util.Set;

/**
 * A table as the file has it; names are folded.
 *
 * @param keys the column sets that identify a row: the primary key and every unique index
 */
record SqliteTable(Set<String> columns, Set<Set<String>> keys) {}
