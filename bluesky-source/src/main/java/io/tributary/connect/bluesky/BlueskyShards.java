package io.tributary.connect.bluesky;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
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
    int least = least(actors.size());
    for (int count = least; count <= maxTasks; count++) {
      List<List<String>> shards = split(actors, count);
      if (shards.stream().allMatch(shard -> shard.size() <= MAX_ACTORS)) {
        return shards;
      }
    }
    throw new ConfigException(
        BlueskySourceConfig.ACTORS, actors.size() + " accounts", needs(least + 1));
  }

  /** Says what is wrong with so many accounts and no more tasks than these, if anything is. */
  static Optional<String> problem(int actors, int maxTasks) {
    int least = least(actors);
    return least <= maxTasks ? Optional.empty() : Optional.of(needs(least));
  }

  private static int least(int actors) {
    return Math.max(1, (actors + MAX_ACTORS - 1) / MAX_ACTORS);
  }

  private static String needs(int tasks) {
    return "a task reads %d at most: tasks.max must be at least %d".formatted(MAX_ACTORS, tasks);
  }

  /**
   * Returns what is stored for a task. Where the number of tasks has changed, its accounts were
   * read by others: it goes on from the one that was behind, by time, which may repeat events and
   * loses none.
   */
  static @Nullable BlueskyOffset stored(OffsetStorageReader reader, int shard, int shards) {
    Map<String, Object> own = reader.offset(BlueskyOffset.partition(shard, shards));
    if (own != null) {
      return BlueskyOffset.from(own);
    }
    BlueskyOffset newest = null;
    for (int count = 1; count <= MAX_SHARDS_BEFORE; count++) {
      BlueskyOffset last = behind(reader, count);
      if (last != null && (newest == null || last.timeMicros() > newest.timeMicros())) {
        newest = last;
      }
    }
    return newest == null ? null : BlueskyOffset.at(newest.timeMicros(), newest.aliveMicros());
  }

  private static @Nullable BlueskyOffset behind(OffsetStorageReader reader, int count) {
    List<Map<String, String>> partitions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      partitions.add(BlueskyOffset.partition(i, count));
    }
    BlueskyOffset last = null;
    for (Map<String, Object> stored : reader.offsets(partitions).values()) {
      BlueskyOffset offset = stored == null ? null : BlueskyOffset.from(stored);
      if (offset != null && (last == null || offset.timeMicros() < last.timeMicros())) {
        last = offset;
      }
    }
    return last;
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
