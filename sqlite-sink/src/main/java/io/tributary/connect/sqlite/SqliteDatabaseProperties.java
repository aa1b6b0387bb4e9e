package io.tributary.connect.sqlite;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** The file and how it is opened. */
final class SqliteDatabaseProperties {
  private static final String GROUP = "Database";

  private SqliteDatabaseProperties() {}

  static void addTo(ConfigDef definition) {
    definition
        .define(
            SqliteSinkConfig.DATABASE,
            Type.STRING,
            ConfigDef.NO_DEFAULT_VALUE,
            LambdaValidator.with(
                SqliteConfigChecks::database,
                () -> "the path of a file, with ${topic} where the topic goes"),
            Importance.HIGH,
            """
            The path of the SQLite file. It is created if it does not exist, as are the folders \
            above it. A relative path starts at the worker's working directory. Every worker that \
            may run a task of this connector needs the same file: run it on one worker, or on \
            workers of one machine. With ${topic} in it, such as /data/${topic}.db, each topic has \
            a file of its own, named by the topic in Kafka, whatever transforms made of it.""",
            GROUP,
            0,
            Width.LONG,
            "Database file")
        .define(
            SqliteSinkConfig.BUSY_TIMEOUT_MS,
            Type.INT,
            15_000,
            Range.between(0, 60_000),
            Importance.LOW,
            """
            How long to wait for another process that is writing to the file, in milliseconds. \
            After that the batch is tried again a second later, for as long as it takes. Another \
            task of the same worker is waited for at least 30 seconds.""",
            GROUP,
            1,
            Width.SHORT,
            "Wait for a lock (ms)")
        .define(
            SqliteSinkConfig.BATCH_SIZE,
            Type.INT,
            200_000,
            Range.between(1, 1_000_000),
            Importance.MEDIUM,
            """
            How many records to gather for one transaction at most. With keys in random order, \
            large transactions are several times faster than small ones. The first \
            have 50,000 records at most, and they shrink where one takes longer than 10 seconds. \
            With pk.mode kafka or \
            none, and neither indexes nor fts.fields, 1,000 are enough and no more are gathered.""",
            GROUP,
            2,
            Width.SHORT,
            "Records per transaction")
        .define(
            SqliteSinkConfig.BATCH_MAX_BYTES,
            Type.LONG,
            256L << 20,
            Range.between(1 << 20, 1 << 30),
            Importance.LOW,
            """
            How much memory the records that are gathered for one transaction take at most, in bytes: \
            an estimate, with what the worker keeps of each. Never more than an eighth of the \
            worker's heap, so set it lower where many tasks share a worker.""",
            GROUP,
            3,
            Width.SHORT,
            "Bytes per transaction")
        .define(
            SqliteSinkConfig.LINGER_MS,
            Type.INT,
            500,
            Range.between(0, 60_000),
            Importance.MEDIUM,
            """
            How long a record waits for others before it is written, in milliseconds. After a \
            transaction that took longer than this, the next records wait as long as it took, up \
            to 5 seconds: so transactions grow while rows come faster than they can be written. \
            With 0 each delivery of the worker is a transaction of its own.""",
            GROUP,
            4,
            Width.SHORT,
            "Wait for a full batch (ms)");
  }
}
