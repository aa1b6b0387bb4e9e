package io.tributary.connect.transforms;

import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** The half of a record that a transform changes. */
enum Side {
  KEY,
  VALUE;

  @Nullable Object of(ConnectRecord<?> record) {
    return this == KEY ? record.key() : record.value();
  }

  @Nullable Schema schema(ConnectRecord<?> record) {
    return this == KEY ? record.keySchema() : record.valueSchema();
  }

  <R extends ConnectRecord<R>> R replace(R record, @Nullable Schema schema, Object changed) {
    return this == KEY
        ? record.newRecord(
            record.topic(),
            record.kafkaPartition(),
            schema,
            changed,
            record.valueSchema(),
            record.value(),
            record.timestamp())
        : record.newRecord(
            record.topic(),
            record.kafkaPartition(),
            record.keySchema(),
            record.key(),
            schema,
            changed,
            record.timestamp());
  }

  /** The half and its record, for messages. */
  String describe(ConnectRecord<?> record) {
    return "The %s of a record of topic %s"
        .formatted(this == KEY ? "key" : "value", record.topic());
  }
}
