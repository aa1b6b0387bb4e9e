package io.tributary.connect.transforms;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef.Recommender;
import org.apache.kafka.common.config.ConfigException;

/**
 * What the properties of a condition must not be together. As a recommender it is also asked when a
 * configuration is only validated, where a worker shows no transform its whole configuration.
 */
final class ConditionChecks implements Recommender {
  private static final List<String> CONDITIONS =
      List.of(
          ConditionProperties.EQUALS,
          ConditionProperties.ANY_OF,
          ConditionProperties.PATTERN,
          ConditionProperties.EXISTS,
          ConditionProperties.LESS_THAN,
          ConditionProperties.GREATER_THAN);

  @Override
  public List<Object> validValues(String name, Map<String, Object> parsed) {
    String problem = problems(parsed).get(name);
    if (problem != null) {
      throw new ConfigException(name, parsed.get(name), problem);
    }
    return List.of();
  }

  @Override
  public boolean visible(String name, Map<String, Object> parsed) {
    return true;
  }

  /** Fails on the first property that does not go with the others. */
  static void check(AbstractConfig config) {
    Map<String, ?> values = config.values();
    problems(values)
        .forEach(
            (name, problem) -> {
              throw new ConfigException(name, values.get(name), problem);
            });
  }

  private static Map<String, String> problems(Map<String, ?> values) {
    Map<String, String> problems = new LinkedHashMap<>();
    List<String> given = CONDITIONS.stream().filter(name -> values.get(name) != null).toList();
    if (given.isEmpty()) {
      problems.put(
          ConditionProperties.FIELD,
          "nothing says what it must be: add one of " + String.join(", ", CONDITIONS));
    }
    Object least = values.get(ConditionProperties.GREATER_THAN);
    Object most = values.get(ConditionProperties.LESS_THAN);
    if (least != null && most != null && given.size() == 2) {
      emptyRange(least.toString(), most.toString())
          .ifPresent(problem -> problems.put(ConditionProperties.LESS_THAN, problem));
    } else {
      given.stream()
          .skip(1)
          .forEach(
              name ->
                  problems.put(
                      name,
                      "only one condition is possible and there is %s already: remove one, or add a second transform"
                          .formatted(given.get(0))));
    }
    if (Boolean.TRUE.equals(values.get(ConditionProperties.IGNORE_CASE))
        && Stream.of(
                ConditionProperties.EQUALS, ConditionProperties.ANY_OF, ConditionProperties.PATTERN)
            .noneMatch(given::contains)) {
      problems.put(
          ConditionProperties.IGNORE_CASE,
          "it has a meaning with equals, any.of and pattern only: remove it");
    }
    return problems;
  }

  private static Optional<String> emptyRange(String least, String most) {
    Optional<Bound> from = Bound.parse(least);
    Optional<Bound> to = Bound.parse(most);
    if (from.isEmpty() || to.isEmpty()) {
      return Optional.empty();
    }
    Optional<Integer> order = order(from.get(), to.get());
    if (order.isEmpty()) {
      return Optional.of("one of it and greater.than is a number and one a time: make both alike");
    }
    return order.get() < 0
        ? Optional.empty()
        : Optional.of("nothing is below it and above greater.than=" + least);
  }

  private static Optional<Integer> order(Bound from, Bound to) {
    if (from instanceof Bound.NumberBound low && to instanceof Bound.NumberBound high) {
      return Optional.of(low.exact().compareTo(high.exact()));
    }
    if (from instanceof Bound.TimeBound low && to instanceof Bound.TimeBound high) {
      return Optional.of(low.time().compareTo(high.time()));
    }
    return Optional.empty();
  }
}
