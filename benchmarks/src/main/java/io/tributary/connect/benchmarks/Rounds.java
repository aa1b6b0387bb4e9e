package io.tributary.connect.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** Lets contestants take turns, so that whatever else the machine does meets them alike. */
final class Rounds {
  private Rounds() {}

  /**
   * Runs every contestant once a round, each round starting with another one, and returns what they
   * reached in the order in which they are given. A first round, which compiles the code and fills
   * the caches, does not count.
   */
  static List<Samples> run(int rounds, List<Contestant> contestants) throws Exception {
    List<List<Leg>> legs = new ArrayList<>();
    contestants.forEach(contestant -> legs.add(new ArrayList<>()));
    for (int round = 0; round <= rounds; round++) {
      for (int turn = 0; turn < contestants.size(); turn++) {
        int index = (round + turn) % contestants.size();
        Leg leg = contestants.get(index).measurement().call();
        if (round > 0) {
          legs.get(index).add(leg);
        }
      }
    }
    List<Samples> samples = new ArrayList<>();
    for (int i = 0; i < contestants.size(); i++) {
      samples.add(new Samples(contestants.get(i).name(), legs.get(i)));
    }
    return samples;
  }
}
