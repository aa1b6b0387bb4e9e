package io.tributary.connect.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.connect.common.TributaryVersion;
import io.tributary.connect.embedded.EmbeddedCluster;
import io.tributary.connect.embedded.WorkerProcess;
import io.tributary.connect.mastodon.FakeMastodon;
import io.tributary.connect.mastodon.ServerProfile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Posts through workers that are killed to a server whose answers get lost and whose limits come as
 * a surprise, then replays the topic, and counts what is there.
 */
final class MastodonChaos {
  private static final String TOPIC = "notes";
  private static final String CONNECTOR = "chaos";
  private static final double LOST_ANSWERS = 0.05;
  private static final Duration BURST_EVERY = Duration.ofSeconds(15);
  private static final Duration BURST = Duration.ofSeconds(2);
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final Duration STALL = Duration.ofMinutes(2);

  private static final int LONGEST_DELAY_MS = 200;

  private final Path directory;
  private final PrintWriter out;
  private final PrintWriter progress;
  private final long seed;
  private final Random random;
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicInteger bursts = new AtomicInteger();

  /** How many statuses there are too many, and how many do not say what they should. */
  private record Count(int duplicates, int losses) {
    static Count of(FakeMastodon mastodon, ChaosPosts posts) {
      List<String> wrong = new ArrayList<>(mastodon.texts());
      List<String> missing = new ArrayList<>(posts.texts());
      missing.removeAll(new HashSet<>(mastodon.texts()));
      wrong.removeAll(new HashSet<>(posts.texts()));
      return new Count(mastodon.made() - posts.count(), Math.max(missing.size(), wrong.size()));
    }
  }

  MastodonChaos(Path directory, PrintWriter out, PrintWriter progress, long seed) {
    this.directory = directory;
    this.out = out;
    this.progress = progress;
    this.seed = seed;
    this.random = new Random(seed);
  }

  /** Returns whether every post is there, once. */
  boolean run(ServerProfile profile, int count, int kills) throws Exception {
    var posts = new ChaosPosts(count);
    progress.println("chaos, " + name(profile) + "...");
    progress.flush();
    ScheduledExecutorService bursting = Executors.newSingleThreadScheduledExecutor();
    try (EmbeddedCluster cluster = EmbeddedCluster.start(directory.resolve(name(profile)));
        var mastodon = new FakeMastodon(profile, Clock.systemUTC())) {
      mastodon.allow(Integer.MAX_VALUE, Duration.ofDays(1));
      loseAnswers(mastodon);
      ScheduledFuture<?> unused =
          bursting.scheduleAtFixedRate(
              () -> burst(mastodon, bursting),
              BURST_EVERY.toMillis(),
              BURST_EVERY.toMillis(),
              TimeUnit.MILLISECONDS);
      cluster.topics().create(TOPIC, 1);
      cluster.topics().sendAll(posts.records(TOPIC));
      long start = System.nanoTime();
      WorkerProcess worker = start(cluster);
      worker.rest().put(CONNECTOR, config(cluster, mastodon));
      for (int threshold : thresholds(count, kills)) {
        awaitStatuses(mastodon, worker, threshold);
        pause(Duration.ofMillis(random.nextInt(LONGEST_DELAY_MS)));
        worker.kill();
        worker = start(cluster);
      }
      awaitOffset(worker, posts.records(TOPIC).size());
      Count first = Count.of(mastodon, posts);
      double seconds = (System.nanoTime() - start) / 1e9;

      progress.println("replay...");
      progress.flush();
      worker.rest().stop(CONNECTOR);
      worker.rest().request("DELETE", "/connectors/" + CONNECTOR + "/offsets", null);
      worker.rest().resume(CONNECTOR);
      awaitOffset(worker, posts.records(TOPIC).size());
      Count replayed = Count.of(mastodon, posts);
      print(profile, count, kills, seconds, first, replayed);
      return replayed.equals(new Count(0, 0)) && first.equals(replayed);
    } finally {
      bursting.shutdownNow();
    }
  }

  private static String name(ServerProfile profile) {
    return profile.name().toLowerCase(Locale.ROOT);
  }

  private void print(
      ServerProfile profile, int posts, int kills, double seconds, Count first, Count replayed) {
    var table = new TextTable(1, "after", "posts", "duplicates", "losses", "goal");
    table.add(
        "kills, lost answers, bursts",
        TextTable.whole(posts),
        TextTable.whole(first.duplicates),
        TextTable.whole(first.losses),
        "0 and 0");
    table.add(
        "a replay of the topic",
        TextTable.whole(posts),
        TextTable.whole(replayed.duplicates),
        TextTable.whole(replayed.losses),
        "0 and 0");
    out.printf(
        """

        Chaos, a server like %s: %d kills of the worker, %d answers lost after the server had \
        acted, %d bursts of refusals (429) of %d s, in %.0f s; --seed %d.

        %s""",
        name(profile), kills, lost.get(), bursts.get(), BURST.toSeconds(), seconds, seed, table);
    out.flush();
  }

  private void loseAnswers(FakeMastodon mastodon) {
    var dice = new Random(random.nextLong());
    mastodon.afterActing(
        () -> {
          synchronized (dice) {
            boolean lose = dice.nextDouble() < LOST_ANSWERS;
            if (lose) {
              lost.incrementAndGet();
            }
            return lose;
          }
        });
  }

  private void burst(FakeMastodon mastodon, ScheduledExecutorService executor) {
    bursts.incrementAndGet();
    mastodon.allow(0, BURST);
    ScheduledFuture<?> unused =
        executor.schedule(
            () -> mastodon.allow(Integer.MAX_VALUE, Duration.ofDays(1)),
            BURST.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** After how many statuses the worker is killed. */
  private List<Integer> thresholds(int posts, int kills) {
    return random.ints(kills, 0, posts).sorted().boxed().toList();
  }

  private static WorkerProcess start(EmbeddedCluster cluster) throws Exception {
    return cluster.startWorker(
        Path.of(System.getProperty("tributary.home"))
            .resolve("mastodon-sink/target")
            .resolve("tributary-mastodon-sink-" + TributaryVersion.current()));
  }

  private static Map<String, String> config(EmbeddedCluster cluster, FakeMastodon mastodon) {
    Map<String, String> config = new HashMap<>();
    config.put("connector.class", "io.tributary.connect.mastodon.MastodonSinkConnector");
    config.put("topics", TOPIC);
    config.put("instance.url", mastodon.url());
    config.put("access.token", FakeMastodon.TOKEN);
    config.put("state.topic", "_state");
    config.put("state.kafka.bootstrap.servers", cluster.bootstrapServers());
    return config;
  }

  private static void awaitStatuses(FakeMastodon mastodon, WorkerProcess worker, int count)
      throws InterruptedException {
    long deadline = System.nanoTime() + STALL.toNanos();
    while (mastodon.made() < count) {
      requireTime(deadline, worker);
      pause(LOOK);
    }
  }

  private static void awaitOffset(WorkerProcess worker, int posts) throws InterruptedException {
    long deadline = System.nanoTime() + STALL.multipliedBy(3).toNanos();
    while (committed(worker) < posts) {
      requireTime(deadline, worker);
      pause(LOOK);
    }
  }

  private static long committed(WorkerProcess worker) throws InterruptedException {
    JsonNode offsets =
        worker.rest().request("GET", "/connectors/" + CONNECTOR + "/offsets", null).body();
    return offsets.at("/offsets/0/offset/kafka_offset").asLong(0);
  }

  private static void requireTime(long deadline, WorkerProcess worker) throws InterruptedException {
    if (System.nanoTime() > deadline) {
      throw new IllegalStateException("It goes on no more: " + worker.rest().status(CONNECTOR));
    }
  }

  private static void pause(Duration time) throws InterruptedException {
    // Never counted down: this only waits.
    if (new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("Nobody ends the pause early");
    }
  }
}
