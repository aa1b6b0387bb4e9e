package io.tributary.connect.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.connect.embedded.EmbeddedCluster;
import io.tributary.connect.embedded.WorkerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that are killed or frozen while records flow. */
class SqliteChaosIT {
  private static final Path PLUGINS = Path.of("target/tributary-sqlite-sink-0.1.0");
  private static final Duration DEADLINE = Duration.ofSeconds(90);
  private static final int KILLS = Integer.getInteger("tributary.chaos.kills", 3);
  private static final int MOST_BETWEEN_KILLS = 3_000;

  @TempDir Path folder;

  @Test
  void workersThatAreKilledAtRandomMomentsLeaveTheExpectedTables() throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    Map<String, String> config =
        Map.of(
            "connector.class", SqliteSinkConnector.class.getName(),
            "topics", "events",
            "tasks.max", "2",
            "database", database().toString(),
            "linger.ms", "20",
            "array.mode", "table",
            "fts.fields", "note",
            "metadata.columns", "topic,partition,offset,timestamp");
    try (EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("cluster"))) {
      cluster.topics().create("events", 3);
      EventFlow flow =
          EventFlow.start(cluster.topics(), "events", this::written, random.nextLong());
      for (int kill = 1; kill <= KILLS; kill++) {
        long before = written();
        WorkerProcess worker = cluster.startWorker(PLUGINS);
        worker.rest().put("events", config);
        long due = before + 1 + random.nextInt(MOST_BETWEEN_KILLS);
        await()
            .alias("kill %d of seed %d".formatted(kill, seed))
            .atMost(DEADLINE)
            .pollInterval(Duration.ofMillis(1 + random.nextInt(20)))
            .until(() -> written() >= due);
        worker.kill();
      }
      long sent = flow.stop();
      cluster.startWorker(PLUGINS).rest().awaitRunning("events");
      await().atMost(DEADLINE).until(() -> written() == sent);

      assertThat(query("select _key, n from events order by 1"))
          .as("seed %d", seed)
          .isEqualTo(flow.rows());
      assertThat(query("select _key, count(*) from events_tags group by 1 order by 1"))
          .isEqualTo(flow.tags());
      assertThat(query("select count(*) from events_fts where events_fts match 'word'"))
          .containsExactly("" + flow.rows().size());
      assertThat(
              query(
                  """
                  select count(*) from events e join _tributary_offsets o
                  on o.topic = e._topic and o.partition = e._partition
                  and e._offset < o.next_offset and e._timestamp is not null
                  and e.note = 'word ' || e.n"""))
          .containsExactly("" + flow.rows().size());
      assertThat(query("pragma integrity_check")).containsExactly("ok");
    }
  }

  /** Both workers have the file. One of them stands still in the middle of a put. */
  @Test
  void aWorkerThatWasFrozenPastItsSessionIsFencedAndNothingIsLostOrDoubled() throws Exception {
    // No key at all: a record that is written twice would show.
    Sqlite.execute(database(), "create table log (n integer not null) strict");
    Map<String, String> config =
        Map.of(
            "connector.class", SqliteSinkConnector.class.getName(),
            "topics", "log",
            "database", database().toString(),
            "busy.timeout.ms", "60000",
            "linger.ms", "0",
            "pk.mode", "none",
            "insert.mode", "insert");
    try (EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("cluster"))) {
      cluster.topics().create("log", 1);
      WorkerProcess one = cluster.startWorker(PLUGINS);
      WorkerProcess two = cluster.startWorker(PLUGINS);
      one.rest().put("log", config);
      sendLog(cluster, 0, 100);
      awaitLog(100);
      one.rest().awaitRunning("log");
      WorkerProcess owner = runsTask(one) ? one : two;
      WorkerProcess successor = owner == one ? two : one;

      try (Connection lock = Sqlite.connect(database());
          Statement statement = lock.createStatement()) {
        statement.execute("begin immediate");
        sendLog(cluster, 100, 150);
        await().atMost(DEADLINE).until(() -> threads(owner).contains("SqliteSinkTask.put"));
        owner.pause();
        statement.execute("rollback");
      }
      sendLog(cluster, 150, 200);
      awaitLog(200);
      assertThat(successor.rest().status("log").toString()).contains(address(successor));
      owner.resume();

      await()
          .atMost(DEADLINE)
          .until(() -> owner.log().contains("Another task has taken over log-0"));
      sendLog(cluster, 200, 300);
      awaitLog(300);
      assertThat(query("select count(*), count(distinct n), min(n), max(n) from log"))
          .containsExactly("300|300|0|299");
      assertThat(query("select next_offset from _tributary_offsets")).containsExactly("300");
    }
  }

  private boolean runsTask(WorkerProcess worker) throws InterruptedException {
    JsonNode task = worker.rest().status("log").path("tasks").path(0);
    return task.path("worker_id").asText().equals(address(worker));
  }

  private static String address(WorkerProcess worker) {
    return worker.rest().url().getAuthority();
  }

  /** Returns what the threads of the process that serves the worker's address are doing. */
  private static String threads(WorkerProcess worker) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jstack").toString(),
                Long.toString(worker.pid()))
            .redirectErrorStream(true)
            .start();
    String threads = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return threads;
  }

  private static void sendLog(EmbeddedCluster cluster, int from, int to)
      throws InterruptedException {
    cluster
        .topics()
        .sendAll(
            IntStream.range(from, to)
                .mapToObj(
                    n -> new ProducerRecord<String, String>("log", "{\"n\": %d}".formatted(n)))
                .toList());
  }

  private void awaitLog(int count) {
    await().atMost(DEADLINE).until(() -> query("select count(*) from log").contains("" + count));
  }

  private long written() {
    return query("select name from sqlite_schema").contains("_tributary_offsets")
        ? Long.parseLong(
            query("select coalesce(sum(next_offset), 0) from _tributary_offsets").get(0))
        : 0;
  }

  private Path database() {
    return folder.resolve("data.db");
  }

  private List<String> query(String sql) {
    return Sqlite.query(database(), sql);
  }
}
