package io.tributary.connect.bluesky;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/** Shares accounts out among tasks, because a server filters by so many only. */
final class BlueskyShards {
  static final int MAX_ACTORS = 10_000;

  /** With how many tasks an earlier run is looked for. */
  private static final int MAX_SHARDS_BEFORE = 16;

  private static final Comparator<Generation> NEWEST_FIRST =
      Comparator.comparingLong(Generation::newest).reversed();

  private BlueskyShards() {}

  /** Returns the actors of each task. */
  static List<List<String>> of(BlueskySourceConfig config, int maxTasks) {
    // The firehose cannot filter; one task reads it for all.
    boolean whole = config.endpoints().get(0).kind() == StreamKind.FIREHOSE;
    return whole ? List.of(config.actors()) : of(config.actors(), maxTasks);
  }

  /**
   * Returns the actors of each task. An actor that stays in the list stays with its task as long as
   * their number does.
   *
   * @throws ConfigException if so many tasks are not allowed
   */
  static List<List<String>> of(List<String> actors, int maxTasks) {
    int count = least(actors);
    if (count > maxTasks) {
      throw new ConfigException(
          BlueskySourceConfig.ACTORS, actors.size() + " accounts", needs(count));
    }
    return split(actors, count);
  }

  /** Says what is wrong with these accounts and no more tasks than so many, if anything is. */
  static Optional<String> problem(List<String> actors, int maxTasks) {
    int least = least(actors);
    return least <= maxTasks ? Optional.empty() : Optional.of(needs(least));
  }

  /** How many tasks it takes, which are not shared out quite evenly. */
  private static int least(List<String> actors) {
    int count = Math.max(1, (actors.size() + MAX_ACTORS - 1) / MAX_ACTORS);
    while (split(actors, count).stream().anyMatch(shard -> shard.size() > MAX_ACTORS)) {
      count++;
    }
    return count;
  }

  private static String needs(int tasks) {
    return "a task reads %d at most: tasks.max must be at least %d".formatted(MAX_ACTORS, tasks);
  }

  /** What was stored with so many tasks. */
  private record Generation(int count, List<BlueskyOffset> offsets) {
    long newest() {
      return offsets.stream().mapToLong(BlueskyOffset::timeMicros).max().orElse(0);
    }

    BlueskyOffset behind() {
      return offsets.stream()
          .min(Comparator.comparingLong(BlueskyOffset::timeMicros))
          .orElseThrow();
    }

    boolean isComplete() {
      return offsets.size() == count;
    }
  }

  /**
   * Returns what is stored for a task. Where the number of tasks has changed, its accounts were
   * read by others: it goes on from the one that was behind, by time, which may repeat events and
   * loses none.
   *
   * @param start where it starts if nothing is stored
   */
  static @Nullable BlueskyOffset stored(
      OffsetStorageReader reader, int shard, int shards, BlueskyResume start) {
    Map<String, Object> stored = reader.offset(BlueskyOffset.partition(shard, shards));
    BlueskyOffset own = stored == null ? null : BlueskyOffset.from(stored);
    if (stored != null && BlueskyOffset.isSet(stored)) {
      return own;
    }
    // The others of the same number have read other accounts, and say nothing about these.
    List<Generation> generations = generations(reader, shards);
    generations.removeIf(generation -> generation.count == shards);
    BlueskyOffset others = start(generations);
    // Whoever was as far as that has begun there, or had no need to.
    if (own != null && (others == null || own.timeMicros() >= others.timeMicros())) {
      return own;
    }
    BlueskyOffset behind = others;
    if (own != null) {
      generations.add(new Generation(1, List.of(own)));
      generations.sort(NEWEST_FIRST);
      behind = start(generations);
    } else if (others == null && start instanceof BlueskyResume.Live) {
      // They started when this one did, which is better than to start now.
      behind = start(generations(reader, shards));
    }
    // A task that has stored nothing so far stands where its accounts were before.
    return behind == null || behind.equals(own)
        ? own
        : BlueskyOffset.at(behind.timeMicros(), behind.aliveMicros());
  }

  /** Returns where a task begins that follows these: at the one that was behind. */
  private static @Nullable BlueskyOffset start(List<Generation> generations) {
    BlueskyOffset behind = null;
    for (Generation generation : generations) {
      BlueskyOffset last = generation.behind();
      if (behind == null || last.timeMicros() < behind.timeMicros()) {
        behind = last;
      }
      if (generation.isComplete()) {
        break;
      }
    }
    return behind;
  }

  /** The newest first. */
  private static List<Generation> generations(OffsetStorageReader reader, int shards) {
    List<Generation> generations = new ArrayList<>();
    for (int count = 1; count <= Math.max(MAX_SHARDS_BEFORE, shards); count++) {
      List<Map<String, String>> partitions = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        partitions.add(BlueskyOffset.partition(i, count));
      }
      List<BlueskyOffset> offsets = new ArrayList<>();
      for (Map<String, Object> stored : reader.offsets(partitions).values()) {
        if (stored != null) {
          offsets.add(BlueskyOffset.from(stored));
        }
      }
      if (!offsets.isEmpty()) {
        generations.add(new Generation(count, offsets));
      }
    }
    generations.sort(NEWEST_FIRST);
    return generations;
  }

  private static List<List<String>> split(List<String> actors, int count) {
    List<List<String>> shards = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      shards.add(new ArrayList<>());
    }
    for (String actor : actors) {
      var hash = new CRC32();
      hash.update(actor.getBytes(UTF_8));
      shards.get((int) (hash.getValue() % count)).add(actor);
    }
    return shards;
  }
}
