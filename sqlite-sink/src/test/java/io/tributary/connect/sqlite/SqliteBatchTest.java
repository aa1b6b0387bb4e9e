package io.tributary.connect.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a transaction is due. */
class SqliteBatchTest {
  private static final Duration LINGER = Duration.ofMillis(500);

  private final AtomicLong now = new AtomicLong();
  private final SqlitePartition partition =
      new SqlitePartition(new TopicPartition("t", 0), SqliteOffset.UNKNOWN, false);

  @TempDir Path directory;
  private SqliteFileWriter file;

  @BeforeEach
  void open() {
    Path path = directory.resolve("rows.db");
    var config = new SqliteSinkConfig(Map.of("name", "sink", "database", path.toString()));
    SqliteDatabase database = SqliteDatabase.open(path, Duration.ZERO);
    file = SqliteFileWriter.on(database, config, Clock.systemUTC(), null);
  }

  @AfterEach
  void close() {
    file.close();
  }

  @Test
  void isDueWhenItHoldsEnoughRecords() {
    SqliteBatch batch = batch(2, 1_000, LINGER);
    add(batch, "a");
    assertThat(batch.isDue()).isFalse();
    add(batch, "b");
    assertThat(batch.isDue()).isTrue();
  }

  @Test
  void isDueWhenItHoldsEnoughBytes() {
    SqliteBatch batch = batch(100, 1_000, LINGER);
    add(batch, "x".repeat(400));
    assertThat(batch.isDue()).isFalse();
    add(batch, "x".repeat(600));
    assertThat(batch.isDue()).isTrue();
  }

  @Test
  void countsWhatNeverGetsToATable() {
    SqliteBatch batch = batch(100, 1_000, LINGER);
    var record = new SinkRecord("t", 0, null, null, null, Map.of("left out", "x".repeat(1_000)), 0);
    batch.add(file, new SqliteEntry(record, partition, new SqliteChange.Nothing()));
    assertThat(batch.isDue()).isTrue();
  }

  @Test
  void isDueWhenTheFirstRecordHasWaited() {
    SqliteBatch batch = batch(100, 1_000, LINGER);
    add(batch, "a");
    pass(Duration.ofMillis(499));
    assertThat(batch.isDue()).isFalse();
    assertThat(batch.dueIn()).contains(Duration.ofMillis(1));
    pass(Duration.ofMillis(1));
    assertThat(batch.isDue()).isTrue();
  }

  @Test
  void waitsAsLongAsTheTransactionBeforeTook() {
    SqliteBatch batch = batch(100, 1_000, LINGER);
    batch.took(Duration.ofSeconds(2));
    add(batch, "a");
    pass(Duration.ofMillis(1_999));
    assertThat(batch.isDue()).isFalse();
    pass(Duration.ofMillis(1));
    assertThat(batch.isDue()).isTrue();
  }

  @Test
  void waitsNoLongerThanFiveSecondsWhateverTheTransactionBeforeTook() {
    SqliteBatch batch = batch(100, 1_000, LINGER);
    batch.took(Duration.ofMinutes(1));
    add(batch, "a");
    assertThat(batch.dueIn()).contains(Duration.ofSeconds(5));
  }

  @Test
  void waitsForItsOwnTimeAgainOnceTransactionsAreQuick() {
    SqliteBatch batch = batch(100, 1_000, LINGER);
    batch.took(Duration.ofSeconds(2));
    batch.took(Duration.ofMillis(3));
    add(batch, "a");
    assertThat(batch.dueIn()).contains(LINGER);
  }

  @Test
  void neverWaitsWhenEachDeliveryIsATransaction() {
    SqliteBatch batch = batch(100, 1_000, Duration.ZERO);
    batch.took(Duration.ofSeconds(2));
    add(batch, "a");
    assertThat(batch.isDue()).isTrue();
  }

  private SqliteBatch batch(int records, long bytes, Duration linger) {
    return new SqliteBatch(records, bytes, linger, now::get);
  }

  private void add(SqliteBatch batch, String value) {
    var record = new SinkRecord("t", 0, null, null, null, value, 0);
    batch.add(file, new SqliteEntry(record, partition, new SqliteChange.Nothing()));
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
