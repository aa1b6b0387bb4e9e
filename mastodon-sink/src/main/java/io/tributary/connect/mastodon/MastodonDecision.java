package io.tributary.connect.mastodon;

import org.jspecify.annotations.Nullable;

/** What is to be done about a record, given what is known of its mirror. */
enum MastodonDecision {
  POST,
  EDIT,
  DELETE,
  /** Nothing but to remember that it was seen. */
  NOTE,
  NOTHING,
  /** Nothing, because the record is too old. */
  TOO_OLD,
  /** Nothing, because there is no mirror that it could change. */
  MISSING;

  /**
   * Decides.
   *
   * @param repostsMissing whether an edit without a mirror is posted
   * @param tooOld whether the record is too old to be posted
   */
  static MastodonDecision of(
      MastodonChange change, @Nullable StateEntry entry, boolean repostsMissing, boolean tooOld) {
    if (change instanceof MastodonChange.Publish publish) {
      return ofPublish(publish, entry, repostsMissing, tooOld);
    }
    if (change instanceof MastodonChange.Remove remove) {
      return ofRemove(remove, entry);
    }
    return NOTHING;
  }

  private static MastodonDecision ofPublish(
      MastodonChange.Publish publish,
      @Nullable StateEntry entry,
      boolean repostsMissing,
      boolean tooOld) {
    boolean news = entry == null || publish.order().isAfter(entry.order());
    if (entry != null && entry.pending() != null) {
      if (entry.pending().edit()) {
        return news ? EDIT : NOTHING;
      }
      return publish.order().isBefore(entry.order()) ? NOTHING : POST;
    }
    if (!news) {
      return NOTHING;
    }
    if (entry != null
        && entry.content().equals(publish.draft().contentHash())
        // The same words after a deletion are a new status, unless another partition repeats them.
        && !(entry.deleted() && publish.order().isIn(entry.order()))) {
      return NOTE;
    }
    if (entry != null && !entry.deleted()) {
      return EDIT;
    }
    if (publish.update() && !repostsMissing) {
      return MISSING;
    }
    return tooOld ? TOO_OLD : POST;
  }

  private static MastodonDecision ofRemove(
      MastodonChange.Remove remove, @Nullable StateEntry entry) {
    if (entry == null) {
      return MISSING;
    }
    return remove.order().isAfter(entry.order()) && !entry.deleted() ? DELETE : NOTHING;
  }
}
