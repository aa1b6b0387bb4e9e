package io.tributary.connect.bluesky;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/** Keeps offsets as a worker does: through JSON, one for each partition. */
final class StoredOffsets implements OffsetStorageReader {
  private static final JsonConverter CONVERTER = new JsonConverter();

  static {
    CONVERTER.configure(Map.of("schemas.enable", "false"), false);
  }

  private final Map<Map<String, ?>, Map<String, Object>> stored = new HashMap<>();

  /** Stores the offsets of the records, in order. */
  void commit(List<SourceRecord> records) {
    for (SourceRecord record : records) {
      stored.put(roundTrip(record.sourcePartition()), roundTrip(record.sourceOffset()));
    }
  }

  void put(Map<String, ?> partition, Map<String, Object> offset) {
    stored.put(partition, offset);
  }

  @Override
  public <T> @Nullable Map<String, Object> offset(Map<String, T> partition) {
    return stored.get(partition);
  }

  @Override
  public <T> Map<Map<String, T>, Map<String, Object>> offsets(
      Collection<Map<String, T>> partitions) {
    Map<Map<String, T>, Map<String, Object>> found = new HashMap<>();
    partitions.forEach(partition -> found.put(partition, stored.get(partition)));
    return found;
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> roundTrip(Map<String, ?> map) {
    byte[] bytes = CONVERTER.fromConnectData("offsets", null, map);
    return (Map<String, Object>) CONVERTER.toConnectData("offsets", bytes).value();
  }
}
