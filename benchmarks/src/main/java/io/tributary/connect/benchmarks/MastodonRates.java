package io.tributary.connect.benchmarks;

import io.tributary.connect.embedded.EmbeddedCluster;
import io.tributary.connect.mastodon.MastodonSinkTask;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;

/** Statuses a second to a server without limits, against a bare loop. */
final class MastodonRates {
  private static final TopicPartition PARTITION = new TopicPartition("notes", 0);
  private static final int PUT = 500;
  private static final String TEXT =
      "Note %d. The tide turns at noon, the ferry leaves a little later, and somebody has to tell the cook.";

  private final Path directory;
  private final PrintWriter out;
  private final PrintWriter progress;
  private long next;

  MastodonRates(Path directory, PrintWriter out, PrintWriter progress) {
    this.directory = directory;
    this.out = out;
    this.progress = progress;
  }

  void run(int statuses, int rounds) throws Exception {
    progress.println("statuses a second...");
    progress.flush();
    try (var server = new StatusServer();
        EmbeddedCluster cluster = EmbeddedCluster.start(directory.resolve("rates"))) {
      List<Samples> samples =
          Rounds.run(
              rounds,
              List.of(
                  new Contestant("OkHttp loop", () -> loop(server, statuses)),
                  new Contestant("sink", () -> sink(server, statuses, Map.of())),
                  new Contestant(
                      "sink, state topic",
                      () ->
                          sink(
                              server,
                              statuses,
                              Map.of(
                                  "state.topic",
                                  "_state",
                                  "state.kafka.bootstrap.servers",
                                  cluster.bootstrapServers())))));
      print(statuses, rounds, samples);
    }
  }

  private void print(int statuses, int rounds, List<Samples> samples) {
    var table = new TextTable(1, "contestant", "statuses/s", "lowest", "highest", "ratio", "goal");
    String[] goals = {"", "0.80", "0.50"};
    for (int i = 0; i < samples.size(); i++) {
      Samples contestant = samples.get(i);
      table.add(
          contestant.contestant(),
          TextTable.whole(contestant.median()),
          TextTable.whole(contestant.lowest()),
          TextTable.whole(contestant.highest()),
          i == 0 ? "" : TextTable.ratio(contestant.ratioTo(samples.get(0))),
          goals[i]);
    }
    out.printf(
        "%n%,d statuses a round to a server without limits, medians of %d rounds.%n%n%s",
        statuses, rounds, table);
    out.flush();
  }

  private Leg loop(StatusServer server, int statuses) throws IOException {
    List<Long> numbers = numbers(statuses);
    List<String> texts = numbers.stream().map(TEXT::formatted).toList();
    List<String> keys = numbers.stream().map(number -> "%032x".formatted(number)).toList();
    long before = server.statuses();
    try (var loop = new StatusLoop(server.url())) {
      var stopwatch = new Stopwatch();
      stopwatch.start();
      loop.post(texts, keys);
      stopwatch.stop();
      return stopwatch.leg(server.statuses() - before);
    }
  }

  /** The task is started before, as a worker does once, and all offsets may be committed after. */
  private Leg sink(StatusServer server, int statuses, Map<String, String> state) {
    Map<String, String> properties = new HashMap<>(state);
    properties.put("name", "benchmark");
    properties.put("instance.url", server.url());
    properties.put("access.token", "token");
    properties.put("status.template", "${text}");
    List<SinkRecord> records = records(statuses);
    long end = records.get(records.size() - 1).kafkaOffset() + 1;
    long before = server.statuses();
    var task = new MastodonSinkTask();
    try (var context = new WorkerContext(PARTITION, properties)) {
      task.initialize(context);
      task.start(properties);
      task.open(Set.of(PARTITION));
      var stopwatch = new Stopwatch();
      stopwatch.start();
      for (int from = 0; from < records.size(); from += PUT) {
        task.put(records.subList(from, Math.min(records.size(), from + PUT)));
      }
      while (committable(task, end) < end) {
        task.put(List.of());
      }
      stopwatch.stop();
      task.stop();
      return stopwatch.leg(server.statuses() - before);
    }
  }

  private static long committable(MastodonSinkTask task, long end) {
    OffsetAndMetadata offset =
        task.preCommit(Map.of(PARTITION, new OffsetAndMetadata(end))).get(PARTITION);
    return offset == null ? 0 : offset.offset();
  }

  private List<SinkRecord> records(int statuses) {
    return numbers(statuses).stream()
        .map(
            number ->
                new SinkRecord(
                    PARTITION.topic(),
                    PARTITION.partition(),
                    Schema.OPTIONAL_STRING_SCHEMA,
                    "k" + number,
                    null,
                    Map.of("text", TEXT.formatted(number)),
                    number,
                    System.currentTimeMillis(),
                    TimestampType.CREATE_TIME))
        .toList();
  }

  /** No status and no record comes twice in a run. */
  private List<Long> numbers(int count) {
    long first = next;
    next += count;
    return IntStream.range(0, count).mapToObj(i -> first + i).toList();
  }
}
