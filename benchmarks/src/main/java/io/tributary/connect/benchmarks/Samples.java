package io.tributary.connect.benchmarks;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** What one contestant reached in each round. */
record Samples(String contestant, List<Leg> legs) {
  Samples {
    if (legs.isEmpty()) {
      throw new IllegalArgumentException(contestant + " has not been measured");
    }
    legs = List.copyOf(legs);
  }

  /** Returns the middle rate, in units a second. */
  double median() {
    return median(rates());
  }

  double lowest() {
    return rates().min().orElseThrow();
  }

  double highest() {
    return rates().max().orElseThrow();
  }

  /**
   * Returns the median of the ratios round by round, which suffers less from a machine whose speed
   * changes between rounds than the ratio of the medians.
   */
  double ratioTo(Samples other) {
    return ratioTo(other, Leg::perSecond);
  }

  /** Returns the same for rates by processor time. */
  double cpuRatioTo(Samples other) {
    return ratioTo(other, Leg::perCpuSecond);
  }

  private double ratioTo(Samples other, ToDoubleFunction<Leg> rate) {
    if (other.legs.size() != legs.size()) {
      throw new IllegalArgumentException(
          "%s and %s did not run the same rounds".formatted(contestant, other.contestant));
    }
    return median(
        IntStream.range(0, legs.size())
            .mapToDouble(
                round ->
                    rate.applyAsDouble(legs.get(round))
                        / rate.applyAsDouble(other.legs.get(round))));
  }

  private DoubleStream rates() {
    return legs.stream().mapToDouble(Leg::perSecond);
  }

  private static double median(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
