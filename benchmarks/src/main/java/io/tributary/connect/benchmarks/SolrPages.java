package io.tributary.connect.benchmarks;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;

/** Makes documents of 1 KB of JSON, the same ones each time, as records and as fields for Solr. */
final class SolrPages {
  static final TopicPartition PARTITION = new TopicPartition("pages", 0);

  /**
   * So many values come over and over, each time with another key: what the benchmark holds must
   * not fill the heap, or collectors of garbage look through it at the contestants' expense.
   */
  private static final int DIFFERENT = 20_000;

  private static final int VOCABULARY = 20_000;
  private static final int TEXT_LENGTH = 700;

  private final SplittableRandom random = new SplittableRandom(20_261_121);
  private final List<String> vocabulary =
      IntStream.range(0, VOCABULARY).mapToObj(any -> word(3 + random.nextInt(9))).toList();
  private final List<Map<String, Object>> values = new ArrayList<>();
  private long made;

  /** A record's value, as a converter for JSON without schemas makes it. */
  List<SinkRecord> records(int count) {
    List<SinkRecord> records = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long offset = made;
      records.add(
          new SinkRecord(
              PARTITION.topic(),
              PARTITION.partition(),
              Schema.STRING_SCHEMA,
              "https://pages.example/%s/%d".formatted(word(8), offset),
              null,
              next(),
              offset));
    }
    return records;
  }

  /** Returns the fields that the sink makes of a record, by the names they have in Solr. */
  static Map<String, Object> fields(SinkRecord record) {
    Map<?, ?> value = (Map<?, ?>) record.value();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", record.key());
    value.forEach((name, field) -> fields.put(name + suffix(field, (String) name), field));
    return fields;
  }

  private static String suffix(Object value, String name) {
    if (value instanceof Long) {
      return "_l";
    }
    if (value instanceof Boolean) {
      return "_b";
    }
    if (value instanceof List) {
      return "_ss";
    }
    return switch (name) {
      case "title", "text" -> "_txt";
      case "published_at" -> "_dt";
      default -> "_s";
    };
  }

  private Map<String, Object> next() {
    int index = (int) (made++ % DIFFERENT);
    if (index == values.size()) {
      values.add(value(index));
    }
    return values.get(index);
  }

  private Map<String, Object> value(int index) {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("author", word(12));
    value.put("title", words(40));
    value.put("published_at", Instant.ofEpochSecond(1_795_253_415L + index).toString());
    value.put("likes", random.nextLong(1L << 20));
    value.put("edited", random.nextBoolean());
    value.put("tags", List.of(choice(), choice(), choice()));
    value.put("text", words(TEXT_LENGTH));
    return value;
  }

  private String words(int length) {
    var text = new StringBuilder(length + 12);
    while (text.length() < length) {
      text.append(choice()).append(' ');
    }
    return text.toString();
  }

  /** Some words are much more frequent than others, as in any language. */
  private String choice() {
    double skewed = random.nextDouble() * random.nextDouble() * random.nextDouble();
    return vocabulary.get((int) (skewed * VOCABULARY));
  }

  private String word(int length) {
    return random
        .ints(length, 'a', 'z' + 1)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }
}
