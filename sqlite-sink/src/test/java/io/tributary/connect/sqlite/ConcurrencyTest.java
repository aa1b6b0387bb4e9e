package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.map;
import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several tasks of one worker at one file, all at full tilt. */
class ConcurrencyTest {
  private static final int PUTS = 60;
  private static final int RECORDS = 100;

  @TempDir Path folder;

  /** No put is tried again: a task waits for its turn. */
  @Test
  void tasksWithDifferentTopicsNeverFindTheFileLocked() throws Exception {
    Map<String, String> config =
        Map.of(
            "insert.mode", "insert", "pk.mode", "kafka", "array.mode", "table", "fts.fields", "s");
    inParallel(
        List.of("a", "b", "c"),
        config,
        n -> map("n", n, "s", "word" + n % 7, "list", List.of(n, n + 1)));

    long all = (long) PUTS * RECORDS;
    for (String topic : List.of("a", "b", "c")) {
      assertThat(query("select count(*), count(distinct _offset), sum(n) from " + topic))
          .containsExactly("%d|%d|%d".formatted(all, all, all * (all - 1) / 2));
      assertThat(query("select count(*) from %s_list".formatted(topic)))
          .containsExactly("" + 2 * all);
      assertThat(
              query("select count(*) from %1$s_fts where %1$s_fts match 'word3'".formatted(topic)))
          .isEqualTo(query("select count(*) from %s where s = 'word3'".formatted(topic)));
    }
    assertThat(query("select topic, next_offset from _tributary_offsets order by 1"))
        .containsExactly("a|" + all, "b|" + all, "c|" + all);
  }

  /** Each put brings columns that the other tasks bring at the same time, and one of its own. */
  @Test
  void tasksExtendOneTableAtTheSameTime() throws Exception {
    List<String> topics = List.of("a", "b", "c");
    inParallel(
        topics,
        Map.of("table.name.format", "shared", "indexes", "common3", "fts.fields", "common5"),
        n ->
            n % 2 == 0
                ? map("common" + n / RECORDS, "x", "n", n)
                // A number that is whole for some and not for others.
                : map("ratio", n % 5 == 0 ? (Object) n : (Object) (n + 0.5)));

    List<String> columns = query("select name from pragma_table_info('shared')");
    assertThat(columns).doesNotHaveDuplicates().hasSize(PUTS + 3);
    assertThat(query("select count(*) from shared"))
        .containsExactly("" + topics.size() * PUTS * RECORDS);
    for (int put : new int[] {0, 3, 5, PUTS - 1}) {
      assertThat(query("select count(*) from shared where common%d = 'x'".formatted(put)))
          .containsExactly("" + topics.size() * RECORDS / 2);
    }
    assertThat(query("select count(*) from shared where ratio <> round(ratio)"))
        .containsExactly("" + topics.size() * PUTS * RECORDS * 2 / 5);
    assertThat(query("select count(*) from shared_fts where shared_fts match 'x'"))
        .containsExactly("" + topics.size() * RECORDS / 2);
    assertThat(query("select count(*) from sqlite_schema where type = 'index' and sql is not null"))
        .containsExactly("1");
  }

  private void inParallel(
      List<String> topics,
      Map<String, String> config,
      Function<Long, Map<String, @Nullable Object>> value)
      throws Exception {
    var together = new CyclicBarrier(topics.size());
    List<TaskHarness> sinks = new ArrayList<>();
    for (String topic : topics) {
      // Tasks of a worker wait for each other, however short busy.timeout.ms is.
      TaskHarness sink = TaskHarness.create(file(), config);
      sink.startOnly();
      sink.task().open(List.of(new TopicPartition(topic, 0)));
      sinks.add(sink);
    }
    List<CompletableFuture<Void>> writers =
        IntStream.range(0, topics.size())
            .mapToObj(
                i ->
                    CompletableFuture.runAsync(
                        () -> write(sinks.get(i), topics.get(i), value, together),
                        task -> new Thread(task).start()))
            .toList();
    for (CompletableFuture<Void> writer : writers) {
      writer.get(120, TimeUnit.SECONDS);
    }
    sinks.forEach(TaskHarness::close);
  }

  private static void write(
      TaskHarness sink,
      String topic,
      Function<Long, Map<String, @Nullable Object>> value,
      CyclicBarrier together) {
    try {
      together.await(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    var id = new TopicPartition(topic, 0);
    for (int put = 0; put < PUTS; put++) {
      SinkRecord[] records = new SinkRecord[RECORDS];
      for (int i = 0; i < RECORDS; i++) {
        long n = (long) put * RECORDS + i;
        records[i] = record(topic, 0, n, topic + n, value.apply(n));
      }
      sink.put(records);
      var next = new OffsetAndMetadata((put + 1L) * RECORDS);
      assertThat(sink.task().preCommit(Map.of(id, next))).containsEntry(id, next);
    }
  }

  private List<String> query(String sql) {
    return Sqlite.query(file(), sql);
  }

  private Path file() {
    return folder.resolve("data.db");
  }
}
