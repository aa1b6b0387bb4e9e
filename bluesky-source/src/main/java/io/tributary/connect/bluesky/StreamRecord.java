package io.tributary.connect.bluesky;

import java.time.Clock;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Makes records about the stream as such, one after another on the key of its task. */
final class StreamRecord {
  private StreamRecord() {}

  /**
   * Makes one of now.
   *
   * @param host the server that it is about; null where none is known yet
   */
  static SourceRecord of(
      Map<String, String> partition,
      BlueskyOffset offset,
      String topic,
      Struct value,
      @Nullable String host,
      Clock clock) {
    var headers = new ConnectHeaders();
    headers.addString("operation", Operation.UPDATE.text());
    headers.addString("source", host);
    return new SourceRecord(
        partition,
        offset.toMap(),
        topic,
        null,
        Schema.STRING_SCHEMA,
        partition.get(BlueskyOffset.SHARD),
        value.schema(),
        value,
        clock.millis(),
        headers);
  }
}
