package io.tributary.connect.solr;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** The properties of the connector. */
final class SolrSinkConfig extends AbstractConfig {
  static final String SOLR_URL = "solr.url";
  static final String COLLECTION = "collection";
  static final String SOLR_USERNAME = "solr.username";
  static final String SOLR_PASSWORD = "solr.password";
  static final String SOLR_BEARER_TOKEN = "solr.bearer.token";
  static final String TRUSTSTORE_LOCATION = "ssl.truststore.location";
  static final String TRUSTSTORE_PASSWORD = "ssl.truststore.password";
  static final String TRUSTSTORE_TYPE = "ssl.truststore.type";
  static final String CONNECT_TIMEOUT_MS = "connect.timeout.ms";
  static final String REQUEST_TIMEOUT_MS = "request.timeout.ms";
  static final String COLLECTION_CREATE = "collection.create";
  static final String CONFIGSET = "configset";
  static final String NUM_SHARDS = "num.shards";
  static final String REPLICATION_FACTOR = "replication.factor";

  static final String BATCH_SIZE = "batch.size";
  static final String BATCH_MAX_BYTES = "batch.max.bytes";
  static final String LINGER_MS = "linger.ms";
  static final String MAX_IN_FLIGHT = "max.in.flight";
  static final String MAX_BUFFERED_RECORDS = "max.buffered.records";
  static final String COMMIT_WITHIN_MS = "commit.within.ms";
  static final String RETRY_BACKOFF_MS = "retry.backoff.ms";
  static final String RETRY_BACKOFF_MAX_MS = "retry.backoff.max.ms";

  static final String WRITE_MODE = "write.mode";
  static final String ID_MODE = "id.mode";
  static final String ID_FIELD = "id.field";
  static final String UNIQUE_KEY = "unique.key";
  static final String DELETE_ENABLED = "delete.enabled";
  static final String VERSION_MODE = "version.mode";
  static final String VERSION_FIELD = "version.field";
  static final String VERSION_SOLR_FIELD = "version.solr.field";
  static final String VERSION_DELETE_PARAMETER = "version.delete.parameter";
  static final String UPDATE_CHAIN = "update.chain";

  static final String SCHEMA_MODE = "schema.mode";
  static final String FIELDS_INCLUDE = "fields.include";
  static final String FIELDS_EXCLUDE = "fields.exclude";
  static final String FIELDS_RENAME = "fields.rename";
  static final String NESTED_MODE = "nested.mode";
  static final String TEXT_FIELDS = "text.fields";
  static final String DATE_FIELDS = "date.fields";
  static final String COPY_TO_TEXT = "copy.to.text";

  /** The chain of the configset that comes with the connector. */
  private static final String VERSIONED_CHAIN = "versioned";

  /** Twice the time after which ZooKeeper gives a node up. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  static final ConfigDef DEFINITION = new ConfigDef();

  static {
    SolrConnectionProperties.addTo(DEFINITION);
    SolrBatchProperties.addTo(DEFINITION);
    SolrWriteProperties.addTo(DEFINITION);
    SolrDocumentProperties.addTo(DEFINITION);
  }

  SolrSinkConfig(Map<String, String> properties) {
    super(DEFINITION, properties);
    SolrConfigChecks.conflicts(properties)
        .forEach(
            (property, problem) -> {
              throw new ConfigException(property, properties.get(property), problem);
            });
  }

  /** Returns the base addresses, without a slash at their ends. */
  List<String> urls() {
    return getList(SOLR_URL).stream().map(url -> url.replaceAll("/+$", "")).toList();
  }

  SolrTemplate collection() {
    return new SolrTemplate(getString(COLLECTION));
  }

  Optional<SolrAuthorization> authorization() {
    Password token = getPassword(SOLR_BEARER_TOKEN);
    if (token != null) {
      return Optional.of(SolrAuthorization.bearer(token.value()));
    }
    String user = getString(SOLR_USERNAME);
    Password password = getPassword(SOLR_PASSWORD);
    return user == null || password == null
        ? Optional.empty()
        : Optional.of(SolrAuthorization.basic(user, password.value()));
  }

  @Nullable String truststoreLocation() {
    return getString(TRUSTSTORE_LOCATION);
  }

  @Nullable Password truststorePassword() {
    return getPassword(TRUSTSTORE_PASSWORD);
  }

  String truststoreType() {
    return getString(TRUSTSTORE_TYPE);
  }

  Duration connectTimeout() {
    return Duration.ofMillis(getInt(CONNECT_TIMEOUT_MS));
  }

  Duration requestTimeout() {
    return Duration.ofMillis(getInt(REQUEST_TIMEOUT_MS));
  }

  boolean createsCollections() {
    return getBoolean(COLLECTION_CREATE);
  }

  String configset() {
    return getString(CONFIGSET);
  }

  int shards() {
    return getInt(NUM_SHARDS);
  }

  int replicationFactor() {
    return getInt(REPLICATION_FACTOR);
  }

  SolrPacing pacing() {
    return new SolrPacing(
        getInt(BATCH_SIZE),
        getInt(BATCH_MAX_BYTES),
        Duration.ofMillis(getInt(LINGER_MS)),
        getInt(MAX_IN_FLIGHT),
        Duration.ofMillis(getInt(RETRY_BACKOFF_MS)),
        Duration.ofMillis(getInt(RETRY_BACKOFF_MAX_MS)),
        PATIENCE);
  }

  int maxBuffered() {
    return getInt(MAX_BUFFERED_RECORDS);
  }

  int commitWithinMillis() {
    return getInt(COMMIT_WITHIN_MS);
  }

  boolean isAtomic() {
    return getString(WRITE_MODE).equals("atomic");
  }

  SolrMapper.IdMode idMode() {
    return SolrMapper.IdMode.valueOf(constant(ID_MODE));
  }

  @Nullable String idField() {
    return getString(ID_FIELD);
  }

  String uniqueKey() {
    return getString(UNIQUE_KEY);
  }

  boolean deleteEnabled() {
    return getBoolean(DELETE_ENABLED);
  }

  SolrMapper.VersionMode versionMode() {
    return SolrMapper.VersionMode.valueOf(constant(VERSION_MODE));
  }

  boolean isVersioned() {
    return versionMode() != SolrMapper.VersionMode.NONE;
  }

  @Nullable String versionField() {
    return getString(VERSION_FIELD);
  }

  String versionSolrField() {
    return getString(VERSION_SOLR_FIELD);
  }

  String versionDeleteParameter() {
    return getString(VERSION_DELETE_PARAMETER);
  }

  /** Returns the update chain to ask for, unless it is Solr's default one. */
  Optional<String> updateChain() {
    String chain = getString(UPDATE_CHAIN);
    return chain == null && isVersioned()
        ? Optional.of(VERSIONED_CHAIN)
        : Optional.ofNullable(chain);
  }

  SolrDocuments.NestedMode nestedMode() {
    return SolrDocuments.NestedMode.valueOf(constant(NESTED_MODE));
  }

  SolrNaming naming() {
    return new SolrNaming(
        SolrNaming.SchemaMode.valueOf(constant(SCHEMA_MODE)),
        new HashSet<>(getList(FIELDS_INCLUDE)),
        new HashSet<>(getList(FIELDS_EXCLUDE)),
        SolrConfigChecks.renames(getList(FIELDS_RENAME)),
        getList(TEXT_FIELDS),
        getList(DATE_FIELDS),
        getBoolean(COPY_TO_TEXT));
  }

  private String constant(String property) {
    return getString(property).toUpperCase(Locale.ROOT);
  }
}
