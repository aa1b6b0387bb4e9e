package io.tributary.connect.mastodon;

/** How a server that speaks the API of Mastodon differs from it. */
enum ServerProfile {
  MASTODON,
  /** No answer to a repeated key but a 500 (mastodon/mastodon#40399). */
  MASTODON_REPEAT_FAILS,
  GOTOSOCIAL,
  /** Says what it takes at the top of /api/v1/instance. */
  PLEROMA,
  /**
   * No second version of the instance endpoint, no keys, no limits, HTML errors, hexadecimal ids.
   */
  SNAC;

  boolean knowsKeys() {
    return this != SNAC;
  }

  boolean tellsLimits() {
    return this == MASTODON || this == MASTODON_REPEAT_FAILS || this == GOTOSOCIAL;
  }

  boolean hasSecondInstanceEndpoint() {
    return this != SNAC && this != PLEROMA;
  }
}
