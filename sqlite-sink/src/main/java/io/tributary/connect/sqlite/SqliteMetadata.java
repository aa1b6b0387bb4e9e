package io.tributary.connect.sqlite;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Tells where a record came from, in the columns that metadata.columns asks for. */
// Connect's logical types are java.util.Date.
@SuppressWarnings("JavaUtilDate")
final class SqliteMetadata {
  static final List<String> NAMES = List.of("topic", "partition", "offset", "timestamp", "key");
  static final String HEADER = "header.";

  private static final Schema MOMENT = Timestamp.builder().optional().build();

  private final List<String> names;
  private final SqliteConversion conversion;

  SqliteMetadata(List<String> names, SqliteConversion conversion) {
    this.names = List.copyOf(names);
    this.conversion = conversion;
  }

  /** Returns the columns that the key does not have already. */
  SqliteCells read(SinkRecord record, SqliteColumns key) {
    if (names.isEmpty()) {
      return SqliteCells.NONE;
    }
    List<SqliteColumn> columns = new ArrayList<>(names.size());
    List<@Nullable Object> values = new ArrayList<>(names.size());
    for (String name : names) {
      String column = column(name);
      if (key.indexOf(column) < 0) {
        Object value = value(record, name);
        columns.add(SqliteColumn.optional(column, type(name, value)));
        values.add(value);
      }
    }
    return new SqliteCells(new SqliteColumns(columns), values);
  }

  private static String column(String name) {
    return "_" + (name.startsWith(HEADER) ? name.replaceFirst("\\.", "_") : name);
  }

  private ColumnType type(String name, @Nullable Object value) {
    return name.equals("timestamp") ? conversion.type(MOMENT) : ColumnType.of(value);
  }

  private @Nullable Object value(SinkRecord record, String name) {
    return switch (name) {
      case "topic" -> record.originalTopic();
      case "partition" -> (long) record.originalKafkaPartition();
      case "offset" -> record.originalKafkaOffset();
      case "timestamp" ->
          record.timestamp() == null
              ? null
              : conversion.convert(MOMENT, new java.util.Date(record.timestamp()));
      case "key" -> conversion.convert(record.keySchema(), record.key());
      default -> header(record, name.substring(HEADER.length()));
    };
  }

  private @Nullable Object header(SinkRecord record, String name) {
    Header header = record.headers().lastWithName(name);
    Object value = header == null ? null : conversion.convert(header.schema(), header.value());
    if (header != null && header.value() instanceof Boolean) {
      return header.value().toString();
    }
    // Connect's own header converter guesses a type for each value: 1 here, "beta" there.
    return value == null || value instanceof byte[] ? value : value.toString();
  }
}
