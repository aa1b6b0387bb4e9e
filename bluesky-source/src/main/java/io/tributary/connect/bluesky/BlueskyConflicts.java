package io.tributary.connect.bluesky;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.jspecify.annotations.Nullable;

/** What is wrong between properties that are valid each on its own. */
final class BlueskyConflicts {
  private BlueskyConflicts() {}

  /**
   * Adds the problems to the properties that they are of.
   *
   * @param maxTasks what tasks.max is set to, if it is
   */
  static void report(Config config, @Nullable String maxTasks) {
    Map<String, Object> valid = new HashMap<>();
    config.configValues().stream()
        .filter(value -> value.errorMessages().isEmpty())
        .forEach(value -> valid.put(value.name(), value.value()));
    // A number that is none is Connect's own complaint.
    boolean number = maxTasks != null && maxTasks.matches("[1-9]\\d{0,6}");
    Map<String, String> problems = of(valid, number ? Integer.parseInt(maxTasks) : 1);
    config.configValues().stream()
        .filter(value -> problems.containsKey(value.name()))
        .forEach(value -> value.addErrorMessage(problems.get(value.name())));
  }

  /**
   * Returns the problems by property.
   *
   * @param values what the properties were parsed to; an invalid one has none
   * @param maxTasks how many tasks there may be
   */
  static Map<String, String> of(Map<String, ?> values, int maxTasks) {
    Map<String, String> problems = new LinkedHashMap<>();
    if (!(values.get(BlueskySourceConfig.ENDPOINTS) instanceof List<?> urls)) {
      return problems;
    }
    List<BlueskyEndpoint> endpoints =
        urls.stream().map(url -> BlueskyEndpoint.parse(String.valueOf(url))).toList();
    StreamKind kind = endpoints.get(0).kind();
    boolean zstd = "zstd".equals(values.get(BlueskySourceConfig.COMPRESS));
    boolean dictionary = !"".equals(values.get(BlueskySourceConfig.ZSTD_DICTIONARY));
    boolean maybeVersion1 =
        kind == StreamKind.JETSTREAM_V1 || endpoints.stream().anyMatch(BlueskyEndpoint::assumed);
    if (kind == StreamKind.FIREHOSE) {
      if (zstd) {
        problems.put(BlueskySourceConfig.COMPRESS, "the firehose has no compression");
      }
      if ("json".equals(values.get(BlueskySourceConfig.VALUE_FORMAT))) {
        problems.put(
            BlueskySourceConfig.VALUE_FORMAT, "the firehose has no JSON to pass through: use post");
      }
    }
    if (kind == StreamKind.JETSTREAM_V1 && zstd && !dictionary) {
      problems.put(
          BlueskySourceConfig.COMPRESS, "compression of Jetstream v1 needs zstd.dictionary");
    }
    if (kind != StreamKind.FIREHOSE
        && values.get(BlueskySourceConfig.ACTORS) instanceof List<?> actors) {
      List<String> names =
          actors.stream().map(actor -> BlueskySourceChecks.actor(String.valueOf(actor))).toList();
      BlueskyShards.problem(names, maxTasks)
          .ifPresent(problem -> problems.put(BlueskySourceConfig.ACTORS, problem));
    }
    if (dictionary && !maybeVersion1) {
      problems.put(
          BlueskySourceConfig.ZSTD_DICTIONARY,
          "only Jetstream v1 needs it: v2 hosts give theirs, and the firehose has none");
    }
    atMost(
        values,
        BlueskySourceConfig.RECONNECT_BACKOFF_MS,
        BlueskySourceConfig.RECONNECT_BACKOFF_MAX_MS,
        problems);
    atMost(
        values,
        BlueskySourceConfig.MAX_MESSAGE_BYTES,
        BlueskySourceConfig.BUFFER_MAX_BYTES,
        problems);
    return problems;
  }

  private static void atMost(
      Map<String, ?> values, String smaller, String larger, Map<String, String> problems) {
    if (values.get(smaller) instanceof Number least
        && values.get(larger) instanceof Number most
        && most.longValue() < least.longValue()) {
      problems.put(larger, "must be at least %s, which is %s".formatted(smaller, least));
    }
  }
}
