package io.tributary.connect.mastodon;

/** What a refusal means. */
enum MastodonFailure {
  /** The server can do it later, or has done it: look before trying again. */
  RETRY,
  /** The server asks for patience, and has done nothing. */
  LIMITED,
  /** This one record is refused. */
  BAD_RECORD,
  /** What the request was about is not there. */
  MISSING,
  /** Nothing can be posted until someone acts. */
  FATAL;

  static MastodonFailure of(MastodonAnswer.Refused refused) {
    int status = refused.status();
    if (status == 422 && refused.message().contains("have not finished processing")) {
      return LIMITED;
    }
    return switch (status) {
      case 429 -> LIMITED;
      case 401, 403 -> FATAL;
      case 404, 410 -> MISSING;
      case 408, 425 -> RETRY;
      case 413, 422 -> BAD_RECORD;
      // A page of a proxy says nothing about the record, and would say it about all of them.
      default -> status >= 500 ? RETRY : status < 400 ? FATAL : refused.said() ? BAD_RECORD : RETRY;
    };
  }

  /** Whether the server may still be doing what a proxy has no answer to. */
  static boolean isLate(MastodonAnswer answer) {
    return answer instanceof MastodonAnswer.Lost lost
        ? lost.late()
        : answer instanceof MastodonAnswer.Refused refused
            && (refused.status() == 408 || refused.status() == 504);
  }

  /** Says what a person can do about a refusal that ends the task. */
  static String advice(MastodonAnswer.Refused refused, String scope) {
    int status = refused.status();
    if (status == 401) {
      return """
          the access token is not accepted: create one under Preferences, Development, and set \
          access.token""";
    }
    if (status == 403) {
      return """
          the account or its access token may not do this: if the account is not suspended or \
          unconfirmed, the token lacks the scope %s; create a new one that has it, and set \
          access.token"""
          .formatted(scope);
    }
    if (status < 400) {
      return """
          the server sends requests elsewhere, where the token is not sent: set instance.url to \
          the address that it names""";
    }
    return "check that instance.url is a server with the API of Mastodon";
  }
}
