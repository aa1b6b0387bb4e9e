package io.tributary.connect.mastodon;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * The account that posts, and what its server takes.
 *
 * @param account the account's id
 * @param name for the state, which outlives ids: @user@host
 */
record MastodonSession(String account, String name, InstanceLimits limits) {
  /** Who the token belongs to. */
  static final String ACCOUNT = "/api/v1/accounts/verify_credentials";

  private static final String OLDER = "/api/v1/instance";

  /**
   * Finds out who the token belongs to.
   *
   * @param starting whether a page that says that it is not found may be that of a proxy whose
   *     server starts
   * @throws ConnectException if there is no such server
   * @throws PauseException if it does not answer, or not yet
   */
  static MastodonSession open(MastodonCalls calls, String host, boolean starting) {
    JsonNode account =
        (starting ? calls.read(ACCOUNT) : calls.readFromAny(ACCOUNT))
            .filter(found -> found.hasNonNull("id"))
            .orElseThrow(
                () ->
                    new ConnectException(
                        "%s does not say whose access token this is: check that instance.url is a server with the API of Mastodon"
                            .formatted(host)));
    String name = account.path("username").asText(account.path("acct").asText());
    return new MastodonSession(
        account.get("id").asText(),
        "@%s@%s".formatted(name, host),
        limits(calls, starting, InstanceLimits.DEFAULT));
  }

  MastodonSession refreshed(MastodonCalls calls) {
    return new MastodonSession(account, name, limits(calls, false, limits));
  }

  private static InstanceLimits limits(
      MastodonCalls calls, boolean starting, InstanceLimits otherwise) {
    return calls
        .readFromAny("/api/v2/instance")
        .or(() -> starting ? calls.read(OLDER) : calls.readFromAny(OLDER))
        .map(InstanceLimits::from)
        .orElse(otherwise);
  }
}
