package io.tributary.connect.mastodon;

/** What a picture or video came to when it was fetched. */
sealed interface FetchedMedia {

  @SuppressWarnings("ArrayRecordComponent") // Never compared; a copy would cost.
  record Bytes(byte[] content, String mimeType) implements FetchedMedia {}

  /**
   * It cannot be had.
   *
   * @param reason fit for the log
   * @param passing whether it may be had later
   */
  record Failed(String reason, boolean passing) implements FetchedMedia {}
}
