package io.tributary.connect.transforms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.connect.common.CapturedLog;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.SourceRecord;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KeepTest {
  private static final String KEY = "at://did:plc:ann/app.bsky.feed.post/1";
  private static final Map<String, String> CREATE = Map.of("operation", "create", "source", "s");
  private static final Map<String, String> UPDATE = Map.of("operation", "update", "source", "s");

  @ParameterizedTest
  @EnumSource
  void whatMatchesPassesAsItIs(Form form) {
    for (Map<String, String> headers : List.of(CREATE, UPDATE)) {
      SinkRecord record = form.record(KEY, Posts.withTags("sea"), headers);

      assertThat(keep(record)).isSameAs(record);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCreateThatDoesNotMatchIsDropped(Form form) {
    assertThat(keep(form.record(KEY, Posts.withTags("moon"), CREATE))).isNull();
    assertThat(keep(form.record(KEY, Posts.withTags("moon"), Map.of()))).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void anUpdateThatDoesNotMatchBecomesATombstone(Form form) {
    SinkRecord record = form.record(KEY, Posts.withTags("moon"), UPDATE);

    SinkRecord tombstone = Objects.requireNonNull(keep(record));

    assertThat(tombstone.value()).isNull();
    assertThat(tombstone.valueSchema()).isNull();
    assertThat(tombstone.key()).isEqualTo(KEY);
    assertThat(tombstone.keySchema()).isEqualTo(record.keySchema());
    assertThat(tombstone.topic()).isEqualTo("posts");
    assertThat(tombstone.kafkaPartition()).isEqualTo(3);
    assertThat(tombstone.kafkaOffset()).isEqualTo(42);
    assertThat(tombstone.originalKafkaOffset()).isEqualTo(42);
    assertThat(tombstone.timestamp()).isEqualTo(record.timestamp());
    assertThat(tombstone.headers())
        .extracting(header -> header.key() + "=" + header.value())
        .containsExactlyInAnyOrder("operation=delete", "source=s");
    assertThat(record.headers().lastWithName("operation"))
        .as("the record itself is not changed")
        .extracting(Header::value)
        .isEqualTo("update");
  }

  @ParameterizedTest
  @EnumSource
  void aTombstonePasses(Form form) {
    SinkRecord tombstone = form.record(KEY, null, Map.of("operation", "delete"));

    assertThat(keep(tombstone)).isSameAs(tombstone);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "-      | operation | update  | tombstone",
        "-      | operation | create  | dropped",
        "-      | change    | updated | tombstone",
        "-      | change    | new     | dropped",
        "-      | op        | u       | tombstone",
        "-      | op        | c       | dropped",
        "-      | change    | UPDATED | tombstone",
        "-      | operation | delete  | tombstone",
        "-      | op        | d       | tombstone",
        "create | change    | updated | dropped",
        "update | change    | new     | tombstone",
        "delete | change    | new     | tombstone",
        "UPDATE | change    | new     | tombstone",
        "Create | change    | updated | dropped",
        "insert | change    | updated | tombstone",
        "insert | change    | new     | dropped"
      })
  void theHeaderSaysWhatItIsOrElseAField(
      @Nullable String header, String field, String content, String outcome) {
    var record = new SinkRecord("t", 0, null, "k", null, Map.of(field, content, "tags", "x"), 1);
    if (header != null) {
      record.headers().addString("operation", header);
    }

    assertThat(outcomeOf(keep(record))).isEqualTo(outcome);

    if (header != null) {
      record.headers().remove("operation").addBytes("operation", header.getBytes(UTF_8));
      assertThat(outcomeOf(keep(record))).as("the same as bytes").isEqualTo(outcome);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDeletionWithAValuePassesOnlyIfItMatches(Form form) {
    Map<String, String> delete = Map.of("operation", "delete", "source", "s");
    SinkRecord matching = form.record(KEY, Posts.withTags("sea"), delete);
    SinkRecord other = form.record(KEY, Posts.withTags("moon"), delete);

    assertThat(keep(matching)).isSameAs(matching);
    SinkRecord tombstone = Objects.requireNonNull(keep(other));
    assertThat(tombstone.value()).isNull();
    assertThat(tombstone.key()).isEqualTo(KEY);
    assertThat(tombstone.headers())
        .extracting(header -> header.key() + "=" + header.value())
        .containsExactlyInAnyOrder("operation=delete", "source=s");
  }

  @ParameterizedTest
  @CsvSource({"equals,update", "any.of,'create,update'", "pattern,^up"})
  void aHeaderOfBytesIsText(String property, String wanted) {
    SinkRecord record = Form.MAP.record(KEY, Posts.withTags("moon"), Map.of());
    record.headers().addBytes("operation", "update".getBytes(UTF_8));
    var keep = new Keep<SinkRecord>();
    keep.configure(Map.of("field", "@header.operation", property, wanted));

    assertThat(keep.apply(record)).isSameAs(record);
  }

  @ParameterizedTest
  @EnumSource
  void everythingElseIsATombstoneIfToldSo(Form form) {
    SinkRecord record = form.record(KEY, Posts.withTags("moon"), CREATE);

    assertThat(Objects.requireNonNull(keep(record, "on.mismatch", "tombstone")).value()).isNull();
  }

  @Test
  void anUpdateWithoutAKeyCannotBecomeATombstone() {
    SinkRecord record = Form.MAP.record(null, Posts.withTags("moon"), UPDATE);

    assertThatThrownBy(() -> keep(record))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("has no key")
        .hasMessageContaining("FieldMatches");
    assertThat(keep(Form.MAP.record(null, Posts.withTags("moon"), CREATE))).isNull();
  }

  @Test
  void saysOnceThatValuesWithoutFieldsCanNeverMatch() {
    var keep = KeepTest.<SinkRecord>transform();
    var text = new SinkRecord("t", 0, null, "k", Schema.STRING_SCHEMA, "{\"tags\": [\"sea\"]}", 1);
    try (var log = new CapturedLog()) {
      assertThat(keep.apply(text)).isNull();
      assertThat(keep.apply(text)).isNull();
      assertThat(keep.apply(Form.MAP.record(KEY, Posts.withTags("moon"), CREATE))).isNull();

      assertThat(log.lines())
          .singleElement(InstanceOfAssertFactories.STRING)
          .contains("WARN", "tags is looked for in a String", "topic t", "converter");
    }
  }

  @Test
  void aSourceKeepsItsOffset() {
    var record =
        new SourceRecord(
            Map.of("feed", "f"),
            Map.of("at", 5L),
            "entries",
            Schema.STRING_SCHEMA,
            "k",
            null,
            Map.of("tags", "moon", "change", "updated"));

    SourceRecord tombstone =
        Objects.requireNonNull(KeepTest.<SourceRecord>transform().apply(record));

    assertThat(tombstone.value()).isNull();
    assertThat(tombstone.key()).isEqualTo("k");
    assertThat(tombstone.sourcePartition()).isEqualTo(Map.of("feed", "f"));
    assertThat(tombstone.sourceOffset()).isEqualTo(Map.of("at", 5L));
  }

  private static String outcomeOf(@Nullable SinkRecord kept) {
    return kept == null ? "dropped" : kept.value() == null ? "tombstone" : "passes";
  }

  private static @Nullable SinkRecord keep(SinkRecord record, String... properties) {
    return KeepTest.<SinkRecord>transform(properties).apply(record);
  }

  private static <R extends ConnectRecord<R>> Keep<R> transform(String... properties) {
    Map<String, String> config = new HashMap<>(Map.of("field", "tags", "equals", "sea"));
    for (int i = 0; i < properties.length; i += 2) {
      config.put(properties[i], properties[i + 1]);
    }
    var keep = new Keep<R>();
    keep.configure(config);
    return keep;
  }
}
