package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.map;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Topics whose records are known in advance, and the plain maps that their tables have to equal
 * once a part of the records has been written.
 */
final class SimulatedTopics {
  static final List<TopicPartition> PARTITIONS =
      List.of(
          new TopicPartition("a", 0),
          new TopicPartition("a", 1),
          new TopicPartition("b", 0),
          new TopicPartition("b", 1));

  private static final Schema TYPED =
      SchemaBuilder.struct()
          .field("n", Schema.INT64_SCHEMA)
          .field("note", Schema.OPTIONAL_STRING_SCHEMA)
          .field("tags", SchemaBuilder.array(Schema.STRING_SCHEMA).optional().build())
          .build();

  private final Mode mode;
  private final List<List<Event>> events;

  /** How rows are written. */
  enum Mode {
    /** Merged by key, arrays in a table of their own, with full-text search. */
    UPSERT,
    /** Replaced by key, otherwise the same. */
    REPLACE,
    /** Appended without any key: a record that is written twice shows. */
    LOG
  }

  /** What an event carries. */
  enum Kind {
    PLAIN,
    NOTE,
    TAGS,
    /** A whole number or a fraction, by its number. */
    RATIO,
    TYPED,
    DELETE,
    /** Not a row of a table with a key. */
    NO_KEY,
    /** Refused by the table, or before it. */
    REFUSED,
    /** Does not reach the sink, as the markers of transactions and what a transform drops. */
    DROPPED
  }

  record Event(Kind kind, int key, int number) {}

  /** A row as it should be; a log has no keys, so the number of the record stands for it. */
  private static final class Row {
    final long n;
    @Nullable String note;
    @Nullable Double ratio;
    @Nullable List<String> tags;

    Row(long n, @Nullable Row merged) {
      this.n = n;
      if (merged != null) {
        note = merged.note;
        ratio = merged.ratio;
        tags = merged.tags;
      }
    }
  }

  /**
   * @param events of each of the partitions, in order
   */
  SimulatedTopics(Mode mode, List<List<Event>> events) {
    this.mode = mode;
    this.events = events;
  }

  Map<String, String> properties() {
    return mode == Mode.LOG
        ? Map.of("pk.mode", "none", "insert.mode", "insert", "delete.enabled", "false")
        : Map.of(
            "insert.mode",
            mode.name().toLowerCase(java.util.Locale.ROOT),
            "array.mode",
            "table",
            "fts.fields",
            "note");
  }

  /** The table of topic a is there before; it refuses some events on its own. */
  String tableOfA() {
    return mode == Mode.LOG
        ? "create table a (n integer not null) strict"
        : "create table a (_key text primary key, n integer not null) strict";
  }

  long end(TopicPartition partition) {
    return of(partition).size();
  }

  Map<TopicPartition, Long> ends() {
    Map<TopicPartition, Long> ends = new HashMap<>();
    PARTITIONS.forEach(partition -> ends.put(partition, end(partition)));
    return ends;
  }

  /** Returns a new record as a consumer does, or null if it does not reach the sink. */
  @Nullable SinkRecord record(TopicPartition partition, long offset) {
    Event event = of(partition).get((int) offset);
    long n = n(partition, offset);
    Object value =
        switch (event.kind) {
          case PLAIN, NO_KEY -> map("n", n);
          case NOTE -> map("n", n, "note", note(event));
          case TAGS -> map("n", n, "tags", tags(event));
          case RATIO -> map("n", n, "ratio", ratio(event));
          case TYPED ->
              new Struct(TYPED).put("n", n).put("note", typedNote(event)).put("tags", tags(event));
          case REFUSED ->
              partition.topic().equals("a") ? map("n", null) : map("n", n, "ratio", Double.NaN);
          case DELETE, DROPPED -> null;
        };
    return event.kind == Kind.DROPPED
        ? null
        : TaskHarness.record(
            partition.topic(),
            partition.partition(),
            offset,
            event.kind == Kind.NO_KEY ? null : key(partition, event),
            value);
  }

  /** Returns the rows of a topic's table, sorted, when each partition is done up to an offset. */
  List<String> rows(String topic, Map<TopicPartition, Long> ends) {
    Map<String, Row> rows = new TreeMap<>();
    for (TopicPartition partition : PARTITIONS) {
      for (long offset = 0; offset < ends.getOrDefault(partition, 0L); offset++) {
        Event event = of(partition).get((int) offset);
        String key = mode == Mode.LOG ? partition + "@" + offset : key(partition, event);
        if (!partition.topic().equals(topic) || isBad(event) || event.kind == Kind.DROPPED) {
          continue;
        }
        if (event.kind == Kind.DELETE) {
          rows.remove(key);
        } else {
          rows.put(key, row(event, n(partition, offset), rows.get(key)));
        }
      }
    }
    List<String> lines = new ArrayList<>();
    rows.forEach(
        (key, row) ->
            lines.add(
                "%s%d|%s|%s|%s"
                    .formatted(
                        mode == Mode.LOG ? "" : key + "|", row.n, row.note, row.ratio, tags(row))));
    lines.sort(null);
    return lines;
  }

  /** Returns the records that no table takes, as topic-partition@offset. */
  Set<String> bad(Map<TopicPartition, Long> ends) {
    Set<String> bad = new TreeSet<>();
    for (TopicPartition partition : PARTITIONS) {
      for (long offset = 0; offset < ends.getOrDefault(partition, 0L); offset++) {
        if (isBad(of(partition).get((int) offset))) {
          bad.add(partition + "@" + offset);
        }
      }
    }
    return bad;
  }

  /** Returns the query for the rows of a topic's table, in the same form. */
  String query(String topic, Set<String> tables, Set<String> columns) {
    String tags;
    if (mode == Mode.LOG) {
      tags = columns.contains("tags") ? "tags" : "null";
    } else {
      tags =
          tables.contains(topic + "_tags")
              ? """
              (select coalesce(group_concat(value, ',' order by ordinal), '') from %1$s_tags e \
              where e._key = %1$s._key)"""
                  .formatted(topic)
              : "''";
    }
    return "select %sn, %s, %s, %s from %s"
        .formatted(
            mode == Mode.LOG ? "" : "_key, ",
            columns.contains("note") ? "note" : "null",
            columns.contains("ratio") ? "ratio + 0.0" : "null",
            tags,
            topic);
  }

  private Row row(Event event, long n, @Nullable Row before) {
    var row = new Row(n, mode == Mode.UPSERT ? before : null);
    switch (event.kind) {
      case NOTE -> row.note = note(event);
      case TAGS -> row.tags = tags(event);
      case RATIO -> row.ratio = ((Number) ratio(event)).doubleValue();
      case TYPED -> {
        row.note = typedNote(event);
        row.tags = tags(event);
      }
      case PLAIN, NO_KEY, DELETE, REFUSED, DROPPED -> {
        // Nothing but the number.
      }
    }
    return row;
  }

  private String tags(Row row) {
    if (mode != Mode.LOG) {
      return row.tags == null ? "" : String.join(",", row.tags);
    }
    return row.tags == null
        ? "null"
        : "[%s]".formatted(String.join(",", row.tags.stream().map("\"%s\""::formatted).toList()));
  }

  private boolean isBad(Event event) {
    return event.kind == Kind.REFUSED || (event.kind == Kind.NO_KEY && mode != Mode.LOG);
  }

  private List<Event> of(TopicPartition partition) {
    return events.get(PARTITIONS.indexOf(partition));
  }

  private static long n(TopicPartition partition, long offset) {
    return PARTITIONS.indexOf(partition) * 1000L + offset;
  }

  private static String key(TopicPartition partition, Event event) {
    return "%d-%d".formatted(partition.partition(), event.key);
  }

  private static String note(Event event) {
    return "words of " + event.number;
  }

  private static @Nullable String typedNote(Event event) {
    return event.number % 2 == 0 ? null : note(event);
  }

  private static Object ratio(Event event) {
    return event.number % 2 == 0 ? (Object) (long) event.number : (Object) (event.number + 0.5);
  }

  private static List<String> tags(Event event) {
    List<String> tags = new ArrayList<>();
    for (int i = 0; i < event.number % 4; i++) {
      tags.add("t" + event.number + "." + i);
    }
    return tags;
  }
}
