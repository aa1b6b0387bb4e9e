package io.tributary.connect.mastodon;

import com.sun.net.httpserver.HttpExchange;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The limit of a fake server on new statuses. */
final class FakeLimit {
  private static final int USUAL = 300;
  private static final Duration WINDOW = Duration.ofHours(3);

  private final Clock clock;
  private int left = USUAL;
  private Instant reset;

  FakeLimit(Clock clock) {
    this.clock = clock;
    this.reset = clock.instant().plus(WINDOW);
  }

  void allow(int count, Duration time) {
    left = count;
    reset = clock.instant().plus(time);
  }

  void count() {
    left--;
  }

  boolean isReached() {
    return left <= 0 && clock.instant().isBefore(reset);
  }

  void tell(HttpExchange exchange) {
    if (!clock.instant().isBefore(reset)) {
      left = USUAL;
      reset = clock.instant().plus(WINDOW);
    }
    // The Date header is the real time, whatever the test's clock says.
    Instant shown = Instant.now().plus(Duration.between(clock.instant(), reset));
    exchange.getResponseHeaders().set("X-RateLimit-Limit", Integer.toString(USUAL));
    exchange.getResponseHeaders().set("X-RateLimit-Remaining", Integer.toString(left));
    exchange.getResponseHeaders().set("X-RateLimit-Reset", shown.toString());
  }
}
