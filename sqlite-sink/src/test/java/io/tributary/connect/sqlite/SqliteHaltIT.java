package io.tributary.connect.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that dies at any moment leaves a file that stands exactly where its offset says. */
class SqliteHaltIT {
  private static final int HALTS = 25;
  private static final int LATEST_MICROSECONDS = 150_000;

  @TempDir Path folder;

  @Test
  void upsertsAndDeletesAreThoseOfTheRecordsBeforeTheOffset() throws Exception {
    haltAgainAndAgain(
        List.of("linger.ms=5", "batch.size=1000"),
        next -> {
          var expected = new TreeMap<String, Long>();
          for (long offset = 0; offset < next; offset++) {
            if (HaltedSink.isDelete(offset)) {
              expected.remove(HaltedSink.key(offset));
            } else {
              expected.put(HaltedSink.key(offset), offset);
            }
          }
          return expected.entrySet().stream()
              .map(row -> row.getKey() + "|" + row.getValue())
              .toList();
        },
        "select _key, n from t order by 1");
  }

  @Test
  void everyRecordIsInsertedOnce() throws Exception {
    haltAgainAndAgain(
        // A second insert of one record would fail, and this process with it.
        List.of("linger.ms=0", "insert.mode=insert", "pk.mode=kafka", "delete.enabled=false"),
        next -> LongStream.range(0, next).mapToObj(Long::toString).toList(),
        "select _offset from t order by 1");
  }

  private interface Model {
    List<String> rows(long next);
  }

  private void haltAgainAndAgain(List<String> properties, Model model, String query)
      throws IOException, InterruptedException {
    Path file = folder.resolve("data.db");
    var random = new Random(20261121);
    long before = 0;
    for (int i = 0; i < HALTS; i++) {
      int delay = random.nextInt(LATEST_MICROSECONDS);
      halt(file, delay, properties);

      List<String> stored = Sqlite.query(file, "select next_offset from _tributary_offsets");
      long next = stored.isEmpty() ? 0 : Long.parseLong(stored.get(0));
      assertThat(next).as("halt %d after %d us", i, delay).isGreaterThanOrEqualTo(before);
      if (next > 0) {
        assertThat(Sqlite.query(file, query))
            .as("halt %d after %d us, next offset %d", i, delay, next)
            .isEqualTo(model.rows(next));
      }
      before = next;
    }
    assertThat(before).as("records written at all").isPositive();
    assertThat(Sqlite.query(file, "pragma integrity_check")).containsExactly("ok");
  }

  private void halt(Path file, int microseconds, List<String> properties)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                HaltedSink.class.getName(),
                file.toString(),
                Integer.toString(microseconds)));
    command.addAll(properties);
    Path output = folder.resolve("halted.out");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor()).as(() -> text(output)).isEqualTo(HaltedSink.HALTED);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
