package io.tributary.connect.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
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
    SqliteBatch batch = batch(2, 10_000, LINGER);
    add(batch, "a");
    assertThat(batch.isDue()).isFalse();
    add(batch, "b");
    assertThat(batch.isDue()).isTrue();
  }

  @Test
  void isDueWhenItHoldsEnoughBytes() {
    SqliteBatch batch = batch(100, 10_000, LINGER);
    add(batch, "x".repeat(2_000));
    assertThat(batch.isDue()).isFalse();
    add(batch, "x".repeat(3_000));
    assertThat(batch.isDue()).isTrue();
  }

  @Test
  void countsWhatNeverGetsToATable() {
    SqliteBatch batch = batch(100, 10_000, LINGER);
    var record = new SinkRecord("t", 0, null, null, null, Map.of("left out", "x".repeat(5_000)), 0);
    batch.add(file, new SqliteEntry(record, partition, new SqliteChange.Nothing()));
    assertThat(batch.isDue()).isTrue();
  }

  @Test
  void isDueWhenTheFirstRecordHasWaited() {
    SqliteBatch batch = batch(100, 10_000, LINGER);
    add(batch, "a");
    pass(Duration.ofMillis(499));
    assertThat(batch.isDue()).isFalse();
    assertThat(batch.dueIn()).contains(Duration.ofMillis(1));
    pass(Duration.ofMillis(1));
    assertThat(batch.isDue()).isTrue();
  }

  @Test
  void waitsAsLongAsTheTransactionBeforeTook() {
    SqliteBatch batch = batch(100, 10_000, LINGER);
    batch.took(1, Duration.ofSeconds(2));
    add(batch, "a");
    pass(Duration.ofMillis(1_999));
    assertThat(batch.isDue()).isFalse();
    pass(Duration.ofMillis(1));
    assertThat(batch.isDue()).isTrue();
  }

  @Test
  void waitsNoLongerThanFiveSecondsWhateverTheTransactionBeforeTook() {
    SqliteBatch batch = batch(100, 10_000, LINGER);
    batch.took(1, Duration.ofMinutes(1));
    add(batch, "a");
    assertThat(batch.dueIn()).contains(Duration.ofSeconds(5));
  }

  @Test
  void waitsForItsOwnTimeAgainOnceTransactionsAreQuick() {
    SqliteBatch batch = batch(100, 10_000, LINGER);
    batch.took(1, Duration.ofSeconds(2));
    batch.took(1, Duration.ofMillis(3));
    add(batch, "a");
    assertThat(batch.dueIn()).contains(LINGER);
  }

  @Test
  void neverWaitsWhenEachDeliveryIsATransaction() {
    SqliteBatch batch = batch(100, 10_000, Duration.ZERO);
    batch.took(1, Duration.ofSeconds(2));
    add(batch, "a");
    assertThat(batch.isDue()).isTrue();
  }

  @Test
  void startsSmallAndGrowsWhileTransactionsAreQuick() {
    SqliteBatch batch = batch(200_000, Long.MAX_VALUE, LINGER);
    assertThat(fill(batch)).isEqualTo(SqliteBatch.FIRST_RECORDS);
    batch.took(50_000, Duration.ofSeconds(4));
    assertThat(fill(batch)).isEqualTo(100_000);
    batch.took(100_000, Duration.ofSeconds(6));
    assertThat(fill(batch)).isEqualTo(100_000);
    batch.took(100_000, Duration.ofSeconds(1));
    assertThat(fill(batch)).isEqualTo(200_000);
  }

  @Test
  void shrinksWhereATransactionTakesLong() {
    SqliteBatch batch = batch(200_000, Long.MAX_VALUE, LINGER);
    batch.took(40_000, Duration.ofSeconds(30));
    assertThat(fill(batch)).isEqualTo(20_000);
    batch.took(100, Duration.ofSeconds(30));
    assertThat(fill(batch)).isEqualTo(1_000);
  }

  @Test
  void countsTheSchemaThatTheWorkerKeepsWithEachRecord() {
    Schema schema = SchemaBuilder.struct().field("text", Schema.STRING_SCHEMA).build();
    var sizes = new SqliteRecordSize();
    var with = new SinkRecord("t", 0, null, null, schema, new Struct(schema).put("text", "x"), 0);
    var without = new SinkRecord("t", 0, null, null, null, Map.of("text", "x"), 0);
    assertThat(sizes.of(with)).isGreaterThan(sizes.of(without));
    assertThat(sizes.of(with)).isEqualTo(sizes.of(with));
  }

  private int fill(SqliteBatch batch) {
    int added = 0;
    while (!batch.isDue()) {
      add(batch, "");
      added++;
    }
    batch.clear(file);
    return added;
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
