package io.tributary.connect.benchmarks;

import io.tributary.connect.transforms.Keep;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;

/** A condition and a record to hold it against. All records have five tags and two headers. */
public enum KeepCase {
  ANY_OF_STRUCT_DROPPED("any.of", "struct", "dropped", "any.of=moon,stars,comets"),
  ANY_OF_MAP_DROPPED("any.of", "map", "dropped", "any.of=moon,stars,comets"),
  ANY_OF_STRUCT_KEPT("any.of", "struct", "kept", "any.of=moon,stars,sand"),
  ANY_OF_STRUCT_DELETED("any.of", "struct", "tombstone", "any.of=moon,stars,comets"),
  IGNORE_CASE_DROPPED(
      "any.of, ignore.case", "struct", "dropped", "any.of=moon,stars,comets;ignore.case=true"),
  EQUALS_DROPPED("equals", "struct", "dropped", "equals=moon"),
  PATTERN_DROPPED("pattern", "struct", "dropped", "pattern=^(moon|star)s?$"),
  LONG_LIST_DROPPED("any.of, 1,000 values", "struct", "dropped", "any.of=" + list());

  private static final Schema POST =
      SchemaBuilder.struct()
          .field("text", Schema.STRING_SCHEMA)
          .field("tags", SchemaBuilder.array(Schema.STRING_SCHEMA).build())
          .build();

  private final String condition;
  private final String form;
  private final String outcome;
  private final String properties;

  KeepCase(String condition, String form, String outcome, String properties) {
    this.condition = condition;
    this.form = form;
    this.outcome = outcome;
    this.properties = properties;
  }

  String condition() {
    return condition;
  }

  String form() {
    return form;
  }

  String outcome() {
    return outcome;
  }

  Keep<SinkRecord> transform() {
    Map<String, String> config = new HashMap<>(Map.of("field", "tags"));
    for (String property : properties.split(";", -1)) {
      int equals = property.indexOf('=');
      config.put(property.substring(0, equals), property.substring(equals + 1));
    }
    var keep = new Keep<SinkRecord>();
    keep.configure(config);
    return keep;
  }

  SinkRecord record() {
    Struct post =
        new Struct(POST)
            .put("text", "What the tide brings in, it takes away again.")
            .put("tags", List.of("sea", "Tide", "pier", "boat", "sand"));
    boolean isMap = form.equals("map");
    Object value = isMap ? Map.of("text", post.get("text"), "tags", post.get("tags")) : post;
    var headers = new ConnectHeaders();
    headers.addString("operation", outcome.equals("tombstone") ? "update" : "create");
    headers.addString("source", "jetstream.example");
    return new SinkRecord(
        "posts",
        0,
        Schema.STRING_SCHEMA,
        "at://did:plc:abc/app.bsky.feed.post/3k",
        isMap ? null : POST,
        value,
        0,
        1_795_253_415_070L,
        TimestampType.CREATE_TIME,
        headers);
  }

  private static String list() {
    return IntStream.range(0, 1_000).mapToObj(i -> "word" + i).collect(Collectors.joining(","));
  }
}
