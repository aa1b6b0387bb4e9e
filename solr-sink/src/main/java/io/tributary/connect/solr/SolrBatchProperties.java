package io.tributary.connect.solr;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** How much goes to Solr at a time, and how often. */
final class SolrBatchProperties {
  private static final String GROUP = "Batches";

  private SolrBatchProperties() {}

  static void addTo(ConfigDef definition) {
    definition
        .define(
            SolrSinkConfig.BATCH_SIZE,
            Type.INT,
            5_000,
            Range.between(1, 100_000),
            Importance.MEDIUM,
            """
            The most documents and deletes in a request.""",
            GROUP,
            0,
            Width.SHORT,
            "Records in a request")
        .define(
            SolrSinkConfig.BATCH_MAX_BYTES,
            Type.INT,
            8_388_608,
            Range.between(1_024, 1_073_741_824),
            Importance.LOW,
            """
            The most bytes in a request, roughly; one larger document goes alone.""",
            GROUP,
            1,
            Width.SHORT,
            "Bytes in a request")
        .define(
            SolrSinkConfig.LINGER_MS,
            Type.INT,
            100,
            Range.between(0, 60_000),
            Importance.LOW,
            """
            How long records wait for a full request, in milliseconds.""",
            GROUP,
            2,
            Width.SHORT,
            "Wait for a full request")
        .define(
            SolrSinkConfig.MAX_IN_FLIGHT,
            Type.INT,
            4,
            Range.between(1, 64),
            Importance.MEDIUM,
            """
            The most requests of a task that wait for an answer. It sends two at a time, \
            and more while that writes more documents a second. Records with one id keep \
            their order whatever it is.""",
            GROUP,
            3,
            Width.SHORT,
            "Requests at a time")
        .define(
            SolrSinkConfig.MAX_BUFFERED_RECORDS,
            Type.INT,
            40_000,
            Range.between(1, 10_000_000),
            Importance.LOW,
            """
            How many records of a task may wait for Solr or the dead letter queue before \
            its partitions are paused until half of them are written. Those with the most \
            waiting records are paused first, all of them at twice as many or at 64 MB of \
            records. The worker may deliver one more batch of its consumer.""",
            GROUP,
            4,
            Width.SHORT,
            "Waiting records")
        .define(
            SolrSinkConfig.COMMIT_WITHIN_MS,
            Type.INT,
            5_000,
            LambdaValidator.with(SolrConfigChecks::commitWithin, () -> "[-1,1,...,86400000]"),
            Importance.MEDIUM,
            """
            When a search finds a document at the latest, in milliseconds; -1 leaves \
            that to the collection, by its autoSoftCommit.""",
            GROUP,
            5,
            Width.SHORT,
            "Found within")
        .define(
            SolrSinkConfig.RETRY_BACKOFF_MS,
            Type.INT,
            200,
            Range.between(1, 600_000),
            Importance.LOW,
            """
            How long to wait before a request is sent again, in milliseconds. The time \
            doubles with each failure. There is no limit to the number of attempts while \
            Solr is not available.""",
            GROUP,
            6,
            Width.SHORT,
            "First wait before a retry")
        .define(
            SolrSinkConfig.RETRY_BACKOFF_MAX_MS,
            Type.INT,
            30_000,
            Range.between(1, 3_600_000),
            Importance.LOW,
            """
            The longest wait before a request is sent again, in milliseconds.""",
            GROUP,
            7,
            Width.SHORT,
            "Longest wait before a retry");
  }
}
