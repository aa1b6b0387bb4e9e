package io.tributary.connect.sqlite;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Which fields become columns, and what is in them. */
final class SqliteColumnsProperties {
  private static final String GROUP = "Columns";

  private SqliteColumnsProperties() {}

  static void addTo(ConfigDef definition) {
    definition
        .define(
            SqliteSinkConfig.FIELDS_INCLUDE,
            Type.LIST,
            List.of(),
            LambdaValidator.with(
                SqliteConfigChecks::names, () -> "names, each once, separated by commas"),
            Importance.MEDIUM,
            """
            The fields of the value to write, all if empty. Fields that pk.fields names are \
            written in any case. A field that is part of another one is named by its path, such \
            as author.name, also where it is a part of JSON text. Elements of an array have the \
            array's path: links.url.""",
            GROUP,
            0,
            Width.LONG,
            "Fields to write")
        .define(
            SqliteSinkConfig.FIELDS_EXCLUDE,
            Type.LIST,
            List.of(),
            LambdaValidator.with(
                SqliteConfigChecks::names, () -> "names, each once, separated by commas"),
            Importance.MEDIUM,
            """
            The fields of the value to leave out, named as in fields.include. Fields that \
            pk.fields names are written in any case.""",
            GROUP,
            1,
            Width.LONG,
            "Fields to leave out")
        .define(
            SqliteSinkConfig.FIELDS_RENAME,
            Type.LIST,
            List.of(),
            LambdaValidator.with(
                SqliteConfigChecks::renaming,
                () -> "pairs field:column, separated by commas, no field and no column twice"),
            Importance.MEDIUM,
            """
            Columns that have another name than their field, each as field:column, such as \
            published_at:published. Fields are named as in fields.include. All other properties \
            that name fields of the value use the names in the record; those that name columns \
            use the new ones.""",
            GROUP,
            2,
            Width.LONG,
            "Fields to rename")
        .define(
            SqliteSinkConfig.NESTED_MODE,
            Type.STRING,
            "json",
            ValidString.in("json", "flatten"),
            Importance.MEDIUM,
            """
            What becomes of a field that has fields itself. json: one column with JSON text. \
            flatten: a column for each of its fields, called parent_child. Maps with a schema are \
            JSON text in any case, since their keys are data.""",
            GROUP,
            3,
            Width.SHORT,
            "Nested fields as")
        .define(
            SqliteSinkConfig.ARRAY_MODE,
            Type.STRING,
            "json",
            ValidString.in("json", "table"),
            Importance.MEDIUM,
            """
            What becomes of an array. json: one column with JSON text. table: rows of a table \
            called like the row's, an underscore and the column, with the row's key, ordinal \
            (from 0), and the column value or, for elements with fields, a column for each of \
            them. They are replaced when the row is written and deleted with it. Needs a \
            pk.mode other than none. Arrays within arrays are JSON text in any case.""",
            GROUP,
            4,
            Width.SHORT,
            "Arrays as")
        .define(
            SqliteSinkConfig.METADATA_COLUMNS,
            Type.LIST,
            List.of(),
            LambdaValidator.with(
                SqliteConfigChecks::metadata,
                () -> "any of topic, partition, offset, timestamp, key, header.NAME"),
            Importance.MEDIUM,
            """
            What else to store of a record: topic, partition, offset, timestamp, key, and \
            header.NAME for the header NAME, in columns called _topic, _partition, _offset, \
            _timestamp, _key and _header_NAME. A header that a record does not have is null. Names \
            of topics, partitions and offsets are those in Kafka, whatever transforms made of them.""",
            GROUP,
            5,
            Width.LONG,
            "Metadata to store")
        .define(
            SqliteSinkConfig.TIMESTAMP_FORMAT,
            Type.STRING,
            "iso8601",
            ValidString.in("iso8601", "epoch_ms"),
            Importance.MEDIUM,
            """
            What becomes of Connect's Timestamp, Date and Time, and of the metadata column \
            timestamp. iso8601: UTC text such as 2026-11-21T09:30:15.070Z, 2026-11-21 and \
            09:30:15.070, which sorts by time. epoch_ms: integers, the milliseconds since \
            1970-01-01T00:00:00Z, or since midnight for Time. Existing columns keep their type.""",
            GROUP,
            6,
            Width.SHORT,
            "Times as")
        .define(
            SqliteSinkConfig.DECIMAL_MODE,
            Type.STRING,
            "text",
            ValidString.in("text", "real"),
            Importance.MEDIUM,
            """
            What becomes of Connect's Decimal. text: every digit, but it does not sort by size. \
            real: the nearest binary fraction, about 15 digits. Existing columns keep their type.""",
            GROUP,
            7,
            Width.SHORT,
            "Decimals as");
  }
}
