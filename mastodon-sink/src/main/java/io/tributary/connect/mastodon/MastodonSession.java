package io.tributary.connect.mastodon;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
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

  /** Finds out who the token belongs to. */
  static MastodonSession open(MastodonCalls calls, String host) {
    JsonNode account =
        calls
            .readFromAny(ACCOUNT)
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
        limits(calls, InstanceLimits.DEFAULT));
  }

  MastodonSession refreshed(MastodonCalls calls) {
    return new MastodonSession(account, name, limits(calls, limits));
  }

  private static InstanceLimits limits(MastodonCalls calls, InstanceLimits otherwise) {
    for (String path : List.of("/api/v2/instance", "/api/v1/instance")) {
      Optional<JsonNode> instance = calls.readFromAny(path);
      if (instance.isPresent()) {
        return InstanceLimits.from(instance.get());
      }
    }
    return otherwise;
  }
}
