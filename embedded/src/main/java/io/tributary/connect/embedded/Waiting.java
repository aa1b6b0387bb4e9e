package io.tributary.connect.embedded;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Waits for what another process does. */
final class Waiting {
  private static final Duration PAUSE = Duration.ofMillis(20);

  private Waiting() {}

  /** Asks until the condition holds; fails with the message after the deadline. */
  static void until(Duration deadline, Supplier<String> message, Callable<Boolean> condition)
      throws InterruptedException {
    forValue(deadline, message, () -> condition.call() ? Optional.of(true) : Optional.empty());
  }

  /** Asks until there is a value; fails with the message after the deadline. */
  static <T> T forValue(Duration deadline, Supplier<String> message, Callable<Optional<T>> question)
      throws InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    while (true) {
      Optional<T> answer = ask(question);
      if (answer.isPresent()) {
        return answer.get();
      }
      if (System.nanoTime() > end) {
        throw new IllegalStateException(message.get());
      }
      Thread.sleep(PAUSE.toMillis());
    }
  }

  private static <T> T ask(Callable<T> question) throws InterruptedException {
    try {
      return question.call();
    } catch (RuntimeException | InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
