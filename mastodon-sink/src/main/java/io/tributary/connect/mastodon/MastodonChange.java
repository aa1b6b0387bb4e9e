package io.tributary.connect.mastodon;

import java.time.Instant;
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

  /** No status any more. */
  record Remove(String key, RecordOrder order) implements MastodonChange {}

  /**
   * Nothing.
   *
   * @param reason fit for the log
   */
  record Skip(String reason) implements MastodonChange {}

  /** The impossible. */
  record Refuse(DataException reason) implements MastodonChange {}
}
