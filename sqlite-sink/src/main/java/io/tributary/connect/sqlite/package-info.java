/** Kafka Connect sink that writes topics into SQLite tables. */
@NullMarked
package io.tributary.connect.sqlite;

import org.jspecify.annotations.NullMarked;
