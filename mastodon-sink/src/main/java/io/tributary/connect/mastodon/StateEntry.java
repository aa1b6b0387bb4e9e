package io.tributary.connect.mastodon;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known about the mirror of one record.
 *
 * @param order the last record that was taken into account
 * @param content what the mirror says, as a hash
 * @param generation how often it was posted anew after it had gone
 * @param parts its statuses, in order
 * @param deleted whether it is gone for good; such an entry stays, so that a replay does not post
 *     it
 * @param pending what is about to be done; null if everything is
 */
record StateEntry(
    RecordOrder order,
    String content,
    int generation,
    List<PostedPart> parts,
    boolean deleted,
    @Nullable PendingPost pending) {
  StateEntry {
    parts = List.copyOf(parts);
  }

  /**
   * A status of ours on the server.
   *
   * @param fingerprint of its text
   */
  record PostedPart(
      String id, @Nullable String url, String fingerprint, List<PostedMedia> media, Instant at) {
    PostedPart {
      media = List.copyOf(media);
    }
  }

  /**
   * A picture or video of a status.
   *
   * @param identity what it is in the record
   */
  record PostedMedia(String identity, String id) {}

  /**
   * Statuses that may be on the server without our knowing.
   *
   * @param sequence orders what was pending at the same time
   * @param since when that began
   * @param marks what all parts will be recognised by
   * @param parent the key of the record that the first part follows in a thread
   * @param edit whether the parts that are there already are to be changed
   */
  record PendingPost(
      long sequence,
      Instant since,
      List<StatusMark> marks,
      Visibility visibility,
      @Nullable String parent,
      boolean edit) {
    PendingPost {
      marks = List.copyOf(marks);
    }
  }

  static StateEntry pending(
      RecordOrder order, String content, int generation, PendingPost pending) {
    return new StateEntry(order, content, generation, List.of(), false, pending);
  }

  StateEntry withPending(PendingPost next) {
    return new StateEntry(order, content, generation, parts, deleted, next);
  }

  /** The same under other keys: the server has used up the old ones. */
  StateEntry renewed() {
    return new StateEntry(order, content, generation + 1, parts, deleted, pending);
  }

  /** One more part is on the server. */
  StateEntry withPart(PostedPart part) {
    List<PostedPart> more = new ArrayList<>(parts);
    more.add(part);
    return withParts(more);
  }

  StateEntry withParts(List<PostedPart> others) {
    return new StateEntry(order, content, generation, others, deleted, pending);
  }

  /** Whether its statuses say what these marks stand for, and nothing else. */
  boolean says(List<StatusMark> marks) {
    return parts.stream()
        .map(PostedPart::fingerprint)
        .toList()
        .equals(marks.stream().map(StatusMark::text).toList());
  }

  /** Everything that the record asked for is done. */
  StateEntry settled(RecordOrder by, String newContent) {
    return new StateEntry(by.after(order), newContent, generation, parts, false, null);
  }

  StateEntry gone(RecordOrder by) {
    return new StateEntry(by.after(order), content, generation, List.of(), true, null);
  }

  /** Returns the id that a reply to this mirror goes to, null if there is none. */
  @Nullable String lastId() {
    return parts.isEmpty() ? null : parts.get(parts.size() - 1).id();
  }
}
