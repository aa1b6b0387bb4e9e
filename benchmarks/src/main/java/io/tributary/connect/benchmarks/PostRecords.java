package io.tributary.connect.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;

/** Turns rows into the records of one topic-partition, as a converter would deliver them. */
final class PostRecords {
  static final TopicPartition PARTITION = new TopicPartition("posts", 0);

  private static final Schema SCHEMA = schema(1, "score");

  /** As wide as the first, with a field in place of another. */
  private static final Schema OTHER_SCHEMA = schema(2, "rating");

  private final boolean twoSchemas;
  private long offset;

  /**
   * @param twoSchemas whether every other record has the second schema
   */
  PostRecords(boolean twoSchemas) {
    this.twoSchemas = twoSchemas;
  }

  List<SinkRecord> of(List<Post> posts) {
    List<SinkRecord> records = new ArrayList<>(posts.size());
    for (Post post : posts) {
      records.add(record(post));
      offset++;
    }
    return records;
  }

  /** Returns the offset that follows the last record. */
  long nextOffset() {
    return offset;
  }

  private SinkRecord record(Post post) {
    Schema schema = twoSchemas && offset % 2 == 1 ? OTHER_SCHEMA : SCHEMA;
    Struct value =
        new Struct(schema)
            .put("author", post.author())
            .put("created_at", post.createdAt())
            .put("likes", post.likes())
            .put(schema.fields().get(3), post.score())
            .put("edited", post.edited())
            .put("text", post.text());
    return new SinkRecord(
        PARTITION.topic(),
        PARTITION.partition(),
        Schema.STRING_SCHEMA,
        post.uri(),
        schema,
        value,
        offset);
  }

  private static Schema schema(int version, String fourth) {
    return SchemaBuilder.struct()
        .name("io.tributary.benchmarks.Post")
        .version(version)
        .field("author", Schema.STRING_SCHEMA)
        .field("created_at", Schema.STRING_SCHEMA)
        .field("likes", Schema.INT64_SCHEMA)
        .field(fourth, Schema.OPTIONAL_FLOAT64_SCHEMA)
        .field("edited", Schema.BOOLEAN_SCHEMA)
        .field("text", Schema.STRING_SCHEMA)
        .build();
  }
}
