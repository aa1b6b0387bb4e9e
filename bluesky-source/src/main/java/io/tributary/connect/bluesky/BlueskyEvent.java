package io.tributary.connect.bluesky;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** One event, whichever stream it came through. */
sealed interface BlueskyEvent {
  /** The repository, that is the account, that the event is about. */
  String did();

  StreamPosition position();

  /**
   * The event as the server wrote it, byte for byte; null unless the decoder is told to keep it.
   */
  @Nullable String json();

  /**
   * One record created, updated or deleted.
   *
   * @param cid the record's hash; null for a delete
   * @param record null for a delete, and for a record that could not be read
   * @param index the place within a commit of several operations, from 0
   * @param count the number of operations in the commit; 1 where the stream does not tell
   * @param defect why the record could not be read; null if it could
   */
  record Commit(
      String did,
      StreamPosition position,
      String rev,
      Operation operation,
      String collection,
      String rkey,
      @Nullable String cid,
      @Nullable ObjectNode record,
      int index,
      int count,
      @Nullable String defect,
      @Nullable String json)
      implements BlueskyEvent {}

  /**
   * An account's handle or its keys changed.
   *
   * @param ownMicros when that was for the account's own server, the same in all streams
   */
  record Identity(
      String did,
      StreamPosition position,
      @Nullable String handle,
      long ownMicros,
      @Nullable String json)
      implements BlueskyEvent {}

  /**
   * An account came, went or was taken down.
   *
   * @param status why it is not active, such as {@code deactivated} or {@code deleted}
   * @param ownMicros when that was for the account's own server, the same in all streams
   */
  record Account(
      String did,
      StreamPosition position,
      boolean active,
      @Nullable String status,
      long ownMicros,
      @Nullable String json)
      implements BlueskyEvent {}

  /** A repository was set to a state that no commit led to. */
  record Sync(String did, StreamPosition position, String rev, @Nullable String json)
      implements BlueskyEvent {}

  /**
   * Nothing that the connector is asked for or understands, yet a place that it has passed.
   *
   * @param defect why it could not be understood; null if nobody asked for it
   */
  record Skipped(String did, StreamPosition position, @Nullable String defect)
      implements BlueskyEvent {
    @Override
    public @Nullable String json() {
      return null;
    }
  }
}
