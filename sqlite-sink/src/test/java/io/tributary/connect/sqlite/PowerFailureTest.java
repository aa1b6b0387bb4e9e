package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.PARTITION;
import static io.tributary.connect.sqlite.TaskHarness.map;
import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * With synchronous=NORMAL a power failure can take the end of the write-ahead log. What it takes is
 * read again.
 */
class PowerFailureTest {
  private static final Map<String, String> INSERT = Map.of("insert.mode", "insert");
  private static final int BATCHES = 6;
  private static final int CUTS = 40;

  @TempDir Path folder;

  @Test
  void whereverTheLogIsCutTheTailIsReadAgain() {
    FileImage image;
    try (TaskHarness sink = TaskHarness.start(folder.resolve("data.db"), INSERT)) {
      FileImage synced = FileImage.NONE;
      for (long offset = 0; offset < BATCHES; offset++) {
        sink.put(row(offset));
        synced = SqliteSteps.of(sink.task()).isSynced() ? FileImage.of(sink.file) : synced;
      }
      image = FileImage.of(sink.file, synced);
    }
    Set<Long> positions = new HashSet<>();
    for (int cut = 0; cut <= CUTS; cut++) {
      Path left = image.afterPowerFailure((double) cut / CUTS).restore(folder.resolve("cut" + cut));
      try (TaskHarness sink = TaskHarness.start(left, INSERT)) {
        assertThat(sink.context.sought)
            .as("Kafka's offset would be believed otherwise")
            .containsOnlyKeys(PARTITION);
        long position = sink.context.sought.getOrDefault(PARTITION, 0L);
        positions.add(position);
        assertThat(sink.query("select n from t order by n"))
            .containsExactlyElementsOf(texts(position));
        for (long offset = position; offset < BATCHES; offset++) {
          sink.put(row(offset));
        }
        assertThat(sink.query("select n from t order by n"))
            .containsExactlyElementsOf(texts(BATCHES));
      }
    }
    assertThat(positions).as("batches that were lost, one after the other").hasSize(BATCHES);
  }

  private static SinkRecord row(long offset) {
    return record(offset, "key" + offset, map("n", offset));
  }

  private static List<String> texts(long below) {
    return LongStream.range(0, below).mapToObj(Long::toString).toList();
  }
}
