package io.tributary.connect.mastodon;

import io.tributary.connect.mastodon.FaultyServer.Answer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a fake server remembers of the keys of requests that made a status. */
final class FakeKeys {
  private record Made(String status, Instant at) {}

  private record Kept(Answer answer, Instant at) {}

  private final Clock clock;
  private final Map<String, Made> made = new HashMap<>();
  private final Map<String, Kept> kept = new HashMap<>();
  private final List<String> all = Collections.synchronizedList(new ArrayList<>());

  /** For how long it remembers them. */
  volatile Duration hold = Duration.ofHours(1);

  FakeKeys(Clock clock) {
    this.clock = clock;
  }

  void note(String key, String status) {
    all.add(key);
    made.put(key, new Made(status, clock.instant()));
  }

  /** Returns the status that a request with this key has made. */
  @Nullable String status(String key) {
    Made earlier = made.get(key);
    return earlier != null && clock.instant().isBefore(earlier.at.plus(hold))
        ? earlier.status
        : null;
  }

  void keep(String key, Answer answer) {
    kept.put(key, new Kept(answer, clock.instant()));
  }

  /** Returns what was answered to a request with this key. */
  @Nullable Answer answer(String key) {
    Kept earlier = kept.get(key);
    return earlier != null && clock.instant().isBefore(earlier.at.plus(hold))
        ? earlier.answer
        : null;
  }

  List<String> all() {
    return List.copyOf(all);
  }
}
