package io.tributary.connect.mastodon;

/**
 * A picture or video of a record.
 *
 * @param url where it can be fetched, or seen
 * @param did whose blob it is; empty if the URL is all there is
 * @param cid the blob; empty if the URL is all there is
 * @param description for those who cannot see it
 */
record DraftMedia(String url, String did, String cid, String mimeType, String description) {
  /** Returns what tells it from other media, whichever way it is fetched. */
  String identity() {
    return cid.isEmpty() ? url : cid;
  }

  /** Returns where it can be seen, for running text. */
  String link() {
    return Mentions.STRICT.inUrl(url);
  }
}
