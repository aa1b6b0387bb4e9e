package io.tributary.connect.mastodon;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where entries outlive the task. */
interface StateLog extends AutoCloseable {
  /** Reads what earlier tasks have written, the last value of each key. */
  Map<String, String> read();

  /**
   * Returns what was written since it was read last, by whomever; the last value of each key.
   *
   * @throws org.apache.kafka.connect.errors.RetriableException if it cannot be read for now
   */
  Map<String, @Nullable String> changes();

  /**
   * Writes a value in the background, or gathers it for a moment to write it with others.
   *
   * @param value null to forget the key
   */
  void append(String key, @Nullable String value);

  /** Has everything written that was gathered, in the background. */
  void send();

  /**
   * Waits until everything is written.
   *
   * @throws org.apache.kafka.connect.errors.RetriableException if it is not for now
   */
  void flush();

  /** Whether anything outlives the task at all. */
  boolean isDurable();

  @Override
  void close();

  /** Keeps nothing. */
  static StateLog none() {
    return new StateLog() {
      @Override
      public Map<String, String> read() {
        return Map.of();
      }

      @Override
      public Map<String, @Nullable String> changes() {
        return Map.of();
      }

      @Override
      public void append(String key, @Nullable String value) {}

      @Override
      public void send() {}

      @Override
      public void flush() {}

      @Override
      public boolean isDurable() {
        return false;
      }

      @Override
      public void close() {}
    };
  }
}
