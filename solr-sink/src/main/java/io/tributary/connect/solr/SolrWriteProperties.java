package io.tributary.connect.solr;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Which document a record changes, and how. */
final class SolrWriteProperties {
  private static final String GROUP = "Writing";

  private SolrWriteProperties() {}

  static void addTo(ConfigDef definition) {
    definition
        .define(
            SolrSinkConfig.WRITE_MODE,
            Type.STRING,
            "index",
            ValidString.in("index", "atomic"),
            Importance.HIGH,
            """
            index: the record becomes the document. atomic: only the fields that the \
            record has are set, and null removes one; the schema has to allow atomic \
            updates.""",
            GROUP,
            0,
            Width.SHORT,
            "Write mode")
        .define(
            SolrSinkConfig.ID_MODE,
            Type.STRING,
            "record_key",
            ValidString.in("record_key", "record_value", "kafka"),
            Importance.HIGH,
            """
            Where the id comes from. record_key: the key of the record, or the field \
            id.field of it. record_value: the field id.field of the value. kafka: topic- \
            partition-offset, so that every record is a document.""",
            GROUP,
            1,
            Width.SHORT,
            "Id from")
        .define(
            SolrSinkConfig.ID_FIELD,
            Type.STRING,
            null,
            LambdaValidator.with(SolrConfigChecks::path, () -> "the name or path of a field"),
            Importance.HIGH,
            """
            The field that holds the id, by its path, such as author.name. Needed for \
            id.mode=record_value and for keys with fields.""",
            GROUP,
            2,
            Width.MEDIUM,
            "Field with the id")
        .define(
            SolrSinkConfig.UNIQUE_KEY,
            Type.STRING,
            "id",
            LambdaValidator.with(SolrConfigChecks::notBlank, () -> "a name"),
            Importance.LOW,
            """
            The name of the uniqueKey of the schema.""",
            GROUP,
            3,
            Width.SHORT,
            "Unique key of the schema")
        .define(
            SolrSinkConfig.DELETE_ENABLED,
            Type.BOOLEAN,
            true,
            Importance.MEDIUM,
            """
            Whether a record without a value deletes the document with its key; \
            otherwise it is passed over.""",
            GROUP,
            4,
            Width.SHORT,
            "Delete on tombstones")
        .define(
            SolrSinkConfig.VERSION_MODE,
            Type.STRING,
            "none",
            ValidString.in("none", "field", "kafka_offset"),
            Importance.MEDIUM,
            """
            What keeps an older record from replacing a newer one. none: the order of \
            arrival. field: the field version.field of the value. kafka_offset: the \
            offset of the record, right only while an id stays in one partition of one \
            topic: a topic for each collection, which is never created again and gets no \
            more partitions. A record that is not newer than what Solr has, equal ones \
            included, is passed over. Other values than none need a chain with version \
            constraints in Solr.""",
            GROUP,
            5,
            Width.SHORT,
            "Versions from")
        .define(
            SolrSinkConfig.VERSION_FIELD,
            Type.STRING,
            null,
            LambdaValidator.with(SolrConfigChecks::path, () -> "the name or path of a field"),
            Importance.MEDIUM,
            """
            The field of the value that holds the version: a whole number, or a time, \
            which counts in microseconds. Needs delete.enabled=false, since a tombstone \
            has no fields.""",
            GROUP,
            6,
            Width.MEDIUM,
            "Field with the version")
        .define(
            SolrSinkConfig.VERSION_SOLR_FIELD,
            Type.STRING,
            "event_version_l",
            LambdaValidator.with(SolrConfigChecks::notBlank, () -> "a name"),
            Importance.LOW,
            """
            The field of the document that gets the version, which is the versionField \
            of the chain.""",
            GROUP,
            7,
            Width.MEDIUM,
            "Version field in Solr")
        .define(
            SolrSinkConfig.VERSION_DELETE_PARAMETER,
            Type.STRING,
            "event_version",
            LambdaValidator.with(SolrConfigChecks::notBlank, () -> "a name"),
            Importance.LOW,
            """
            The request parameter with the version of a delete, which is the \
            deleteVersionParam of the chain.""",
            GROUP,
            8,
            Width.MEDIUM,
            "Version parameter of deletes")
        .define(
            SolrSinkConfig.UPDATE_CHAIN,
            Type.STRING,
            null,
            LambdaValidator.with(SolrConfigChecks::optional, () -> "a name"),
            Importance.LOW,
            """
            The update processor chain to ask for. If it is not set, it is that of the \
            collection, or "versioned" with another version.mode than none.""",
            GROUP,
            9,
            Width.MEDIUM,
            "Update chain");
  }
}
