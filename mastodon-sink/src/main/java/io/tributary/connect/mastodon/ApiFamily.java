package io.tributary.connect.mastodon;

/** Requests that share a limit, and the scope that they need. */
enum ApiFamily {
  READS("requests", "read:statuses and read:accounts"),
  STATUSES("statuses", "write:statuses"),
  DELETIONS("deletions", "write:statuses"),
  MEDIA("media", "write:media");

  private final String words;
  private final String scope;

  ApiFamily(String words, String scope) {
    this.words = words;
    this.scope = scope;
  }

  String words() {
    return words;
  }

  String scope() {
    return scope;
  }
}
