package io.tributary.connect.transforms;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** The two forms that a record's value comes in; each test sees both. */
enum Form {
  STRUCT,
  MAP;

  /** Makes the record of a sink whose value is the struct, or the same as a map. */
  SinkRecord record(@Nullable Struct struct) {
    return record("at://did:plc:ann/app.bsky.feed.post/1", struct, Map.of());
  }

  SinkRecord record(@Nullable Object key, @Nullable Struct struct, Map<String, String> headers) {
    var connectHeaders = new ConnectHeaders();
    headers.forEach(connectHeaders::addString);
    Struct typed = this == STRUCT ? struct : null;
    return new SinkRecord(
        "posts",
        3,
        key instanceof String ? Schema.STRING_SCHEMA : null,
        key,
        typed == null ? null : typed.schema(),
        typed == null ? map(struct) : typed,
        42,
        1_795_253_415_070L,
        TimestampType.CREATE_TIME,
        connectHeaders);
  }

  /** Returns what is left of a form's differences: maps, lists and plain values. */
  static @Nullable Object map(@Nullable Object value) {
    if (value instanceof Struct struct) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      for (Field field : struct.schema().fields()) {
        map.put(field.name(), map(struct.get(field)));
      }
      return map;
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> copy = new ArrayList<>();
      list.forEach(element -> copy.add(map(element)));
      return copy;
    }
    return value;
  }
}
