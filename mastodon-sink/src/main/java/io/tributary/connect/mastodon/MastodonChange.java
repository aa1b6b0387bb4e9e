package io.tributary.connect.mastodon;

import java.time.Instant;
import java.util.List;
import org.apache.kafka.connect.errors.DataException;

/** What a record asks for. */
sealed interface MastodonChange {

  /**
   * A status with this content.
   *
   * @param key the record's identity
   * @param update whether the record says that there should be one already
   * @param time when what it tells of happened
   */
  record Publish(String key, RecordOrder order, Draft draft, boolean update, Instant time)
      implements MastodonChange {}

  /**
   * No status any more.
   *
   * @param keys what the record's identity may be, the most likely one first
   */
  record Remove(List<String> keys, RecordOrder order) implements MastodonChange {
    public Remove {
      keys = List.copyOf(keys);
    }
  }

  /**
   * Nothing.
   *
   * @param reason fit for the log
   */
  record Skip(String reason) implements MastodonChange {}

  /** The impossible. */
  record Refuse(DataException reason) implements MastodonChange {}
}
