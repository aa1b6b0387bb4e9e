package io.tributary.connect.sqlite;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** How long rows stay. */
final class SqliteRetentionProperties {
  private static final String GROUP = "Retention";

  private SqliteRetentionProperties() {}

  static void addTo(ConfigDef definition) {
    definition
        .define(
            SqliteSinkConfig.RETENTION_ROWS,
            Type.LONG,
            -1L,
            LambdaValidator.with(SqliteConfigChecks::limit, () -> "1 or more, or -1 for no limit"),
            Importance.MEDIUM,
            """
            How many rows a table keeps. The oldest beyond that are deleted between batches, \
            with their arrays: those with the lowest value in the column that retention.field \
            names, nulls first, or without it those that were added first (the lowest keys where \
            the key is the rowid). Triggers count the rows of the table, once for all tasks; the \
            first time, the whole table is read.""",
            GROUP,
            0,
            Width.SHORT,
            "Rows to keep")
        .define(
            SqliteSinkConfig.RETENTION_MS,
            Type.LONG,
            -1L,
            LambdaValidator.with(SqliteConfigChecks::limit, () -> "1 or more, or -1 for no limit"),
            Importance.MEDIUM,
            """
            How long a row stays, in milliseconds, by the time in the column that \
            retention.field names. Older rows are deleted between batches, with their arrays.""",
            GROUP,
            1,
            Width.SHORT,
            "Time to keep rows (ms)")
        .define(
            SqliteSinkConfig.RETENTION_FIELD,
            Type.STRING,
            null,
            LambdaValidator.with(
                SqliteConfigChecks::column, () -> "the name of a column that is not blank"),
            Importance.MEDIUM,
            """
            The column that tells how old a row is, such as published_at, or _timestamp with \
            metadata.columns=timestamp. It gets an index. For retention.ms it has to hold UTC \
            texts that begin like 2026-11-21, or milliseconds since 1970 as numbers; rows with \
            anything else in it stay.""",
            GROUP,
            2,
            Width.MEDIUM,
            "Age by");
  }
}
