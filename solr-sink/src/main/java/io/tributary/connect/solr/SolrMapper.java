package io.tributary.connect.solr;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.solr.common.SolrInputDocument;
import org.jspecify.annotations.Nullable;

/** Says what a record does to which document. Throws nothing but DataException. */
// Connect's logical types are java.util.Date.
@SuppressWarnings("JavaUtilDate")
final class SolrMapper {
  private final SolrNaming naming;
  private final SolrTemplate collection;
  private final boolean collectionUsesFields;
  private final Map<String, String> collections = new HashMap<>();
  private final IdMode idMode;
  private final @Nullable String idField;
  private final String uniqueKey;
  private final boolean atomic;
  private final boolean deleteEnabled;
  private final VersionMode versionMode;
  private final @Nullable String versionField;
  private final String versionSolrField;
  private final SolrDocuments documents;

  /** Where the id of a document comes from. */
  enum IdMode {
    RECORD_KEY,
    RECORD_VALUE,
    KAFKA
  }

  /** Where the version of a document comes from. */
  enum VersionMode {
    NONE,
    FIELD,
    KAFKA_OFFSET
  }

  SolrMapper(SolrSinkConfig config) {
    this.naming = config.naming();
    this.collection = config.collection();
    this.collectionUsesFields = collection.usesFields();
    this.idMode = config.idMode();
    this.idField = config.idField();
    this.uniqueKey = config.uniqueKey();
    this.atomic = config.isAtomic();
    this.deleteEnabled = config.deleteEnabled();
    this.versionMode = config.versionMode();
    this.versionField = config.versionField();
    this.versionSolrField = config.versionSolrField();
    this.documents = new SolrDocuments(naming, config.nestedMode(), uniqueKey, atomic);
  }

  /** Returns the collection that a record belongs to. */
  String collection(SinkRecord record) {
    return collectionUsesFields
        ? collection.of(record)
        : collections.computeIfAbsent(record.topic(), topic -> collection.of(record));
  }

  /** Returns what to do, null if that is nothing. */
  @Nullable SolrOperation map(SinkRecord record) {
    Object value = record.value();
    if (value == null) {
      return delete(record);
    }
    if (!(value instanceof Struct) && !(value instanceof Map)) {
      throw new DataException(
          "its value is %s, but a struct or a map with fields is expected"
              .formatted(value.getClass().getSimpleName()));
    }
    String id = id(record);
    Map<String, SolrFieldType> fields = new HashMap<>();
    SolrInputDocument document = documents.of(id, value, fields);
    document.setField(uniqueKey, id);
    if (versionMode != VersionMode.NONE) {
      document.setField(versionSolrField, version(record));
    }
    return new SolrOperation.Upsert(id, document, fields);
  }

  private @Nullable SolrOperation delete(SinkRecord record) {
    if (!deleteEnabled) {
      return null;
    }
    if (idMode != IdMode.RECORD_KEY) {
      throw new DataException(
          """
          it has no value: set id.mode=record_key to delete the document with its key, or \
          delete.enabled=false to pass such records over""");
    }
    return new SolrOperation.Delete(
        id(record), versionMode == VersionMode.KAFKA_OFFSET ? record.originalKafkaOffset() : null);
  }

  private String id(SinkRecord record) {
    return switch (idMode) {
      case KAFKA ->
          "%s-%d-%d"
              .formatted(
                  record.originalTopic(),
                  record.originalKafkaPartition(),
                  record.originalKafkaOffset());
      case RECORD_VALUE ->
          text(
              SolrValues.at(record.value(), Objects.requireNonNull(idField)),
              "the field " + idField);
      case RECORD_KEY -> key(record);
    };
  }

  private String key(SinkRecord record) {
    Object key = record.key();
    if (idField != null) {
      return text(SolrValues.at(key, idField), "the field %s in the key".formatted(idField));
    }
    if (key instanceof Struct || key instanceof Map) {
      throw new DataException("its key has fields: name the one that is the id in id.field");
    }
    return text(key, "a key");
  }

  private static String text(@Nullable Object value, String what) {
    String text =
        value instanceof String || value instanceof Number || value instanceof Boolean
            ? value.toString()
            : null;
    if (text == null || text.isEmpty()) {
      throw new DataException(
          "it has no id: %s must be a text or a number that is not empty".formatted(what));
    }
    return text;
  }

  private long version(SinkRecord record) {
    if (versionMode == VersionMode.KAFKA_OFFSET) {
      return record.originalKafkaOffset();
    }
    Object value = SolrValues.at(record.value(), Objects.requireNonNull(versionField));
    if (value instanceof BigDecimal || value instanceof Double || value instanceof Float) {
      // Fractions would make two versions one.
      throw noVersion();
    }
    if (value instanceof Number number) {
      return number.longValue();
    }
    try {
      if (value instanceof java.util.Date date) {
        return micros(date.toInstant());
      }
      if (value instanceof String text) {
        return micros(OffsetDateTime.parse(text).toInstant());
      }
    } catch (DateTimeException | ArithmeticException e) {
      throw noVersion();
    }
    throw noVersion();
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  private DataException noVersion() {
    return new DataException(
        "it has no version: the field %s must be a whole number or an ISO-8601 time"
            .formatted(versionField));
  }
}
