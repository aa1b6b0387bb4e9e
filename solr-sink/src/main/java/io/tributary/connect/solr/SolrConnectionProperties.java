package io.tributary.connect.solr;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Where Solr is, and how to get in. */
final class SolrConnectionProperties {
  private static final String GROUP = "Connection";

  private SolrConnectionProperties() {}

  static void addTo(ConfigDef definition) {
    definition
        .define(
            SolrSinkConfig.SOLR_URL,
            Type.LIST,
            ConfigDef.NO_DEFAULT_VALUE,
            LambdaValidator.with(
                SolrConfigChecks::urls, () -> "http:// or https:// addresses, separated by commas"),
            Importance.HIGH,
            """
            The address of Solr up to /solr, such as http://localhost:8983/solr. Several \
            nodes of one SolrCloud may be given: one that does not answer is left for \
            the next.""",
            GROUP,
            0,
            Width.LONG,
            "Solr addresses")
        .define(
            SolrSinkConfig.COLLECTION,
            Type.STRING,
            "${topic}",
            LambdaValidator.with(
                SolrConfigChecks::collection,
                () -> "letters, digits, . _ - and the placeholders ${topic} and ${FIELD}"),
            Importance.HIGH,
            """
            The collection, alias or core to write to. ${topic} stands for the topic, \
            ${FIELD} for a field of the value, which needs delete.enabled=false, since a \
            tombstone has no fields.""",
            GROUP,
            1,
            Width.MEDIUM,
            "Collection")
        .define(
            SolrSinkConfig.SOLR_USERNAME,
            Type.STRING,
            null,
            Importance.MEDIUM,
            """
            The user for basic authentication.""",
            GROUP,
            2,
            Width.MEDIUM,
            "User")
        .define(
            SolrSinkConfig.SOLR_PASSWORD,
            Type.PASSWORD,
            null,
            Importance.MEDIUM,
            """
            The password for basic authentication.""",
            GROUP,
            3,
            Width.MEDIUM,
            "Password")
        .define(
            SolrSinkConfig.SOLR_BEARER_TOKEN,
            Type.PASSWORD,
            null,
            Importance.MEDIUM,
            """
            A token that is sent in place of user and password.""",
            GROUP,
            4,
            Width.MEDIUM,
            "Bearer token")
        .define(
            SolrSinkConfig.TRUSTSTORE_LOCATION,
            Type.STRING,
            null,
            Importance.MEDIUM,
            """
            A file with the certificates to trust, where those of the JVM do not do.""",
            GROUP,
            5,
            Width.LONG,
            "Trust store")
        .define(
            SolrSinkConfig.TRUSTSTORE_PASSWORD,
            Type.PASSWORD,
            null,
            Importance.MEDIUM,
            """
            The password of the trust store, if it has one.""",
            GROUP,
            6,
            Width.MEDIUM,
            "Password of the trust store")
        .define(
            SolrSinkConfig.TRUSTSTORE_TYPE,
            Type.STRING,
            "PKCS12",
            ValidString.in("PKCS12", "JKS"),
            Importance.LOW,
            """
            The format of the trust store.""",
            GROUP,
            7,
            Width.SHORT,
            "Type of the trust store")
        .define(
            SolrSinkConfig.CONNECT_TIMEOUT_MS,
            Type.INT,
            10_000,
            Range.between(100, 600_000),
            Importance.LOW,
            """
            How long to wait for a connection, in milliseconds.""",
            GROUP,
            8,
            Width.SHORT,
            "Time to connect")
        .define(
            SolrSinkConfig.REQUEST_TIMEOUT_MS,
            Type.INT,
            60_000,
            Range.between(100, 3_600_000),
            Importance.LOW,
            """
            How long to wait for the answer to a request before it is sent again, in \
            milliseconds.""",
            GROUP,
            9,
            Width.SHORT,
            "Time to answer")
        .define(
            SolrSinkConfig.COLLECTION_CREATE,
            Type.BOOLEAN,
            false,
            Importance.MEDIUM,
            """
            Whether a collection that is not there is created, or a core where Solr runs \
            without ZooKeeper. Otherwise the task fails and says so.""",
            GROUP,
            10,
            Width.SHORT,
            "Create collections")
        .define(
            SolrSinkConfig.CONFIGSET,
            Type.STRING,
            "_default",
            LambdaValidator.with(SolrConfigChecks::notBlank, () -> "a name"),
            Importance.MEDIUM,
            """
            The configset of collections that the connector creates. The zip of the \
            connector has one, in etc/configset.""",
            GROUP,
            11,
            Width.MEDIUM,
            "Configset")
        .define(
            SolrSinkConfig.NUM_SHARDS,
            Type.INT,
            1,
            Range.between(1, 1_000),
            Importance.LOW,
            """
            The shards of collections that the connector creates.""",
            GROUP,
            12,
            Width.SHORT,
            "Shards")
        .define(
            SolrSinkConfig.REPLICATION_FACTOR,
            Type.INT,
            1,
            Range.between(1, 100),
            Importance.LOW,
            """
            The replicas of each shard of collections that the connector creates.""",
            GROUP,
            13,
            Width.SHORT,
            "Replicas");
  }
}
