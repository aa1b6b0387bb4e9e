package io.tributary.connect.mastodon;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** The server and the account. */
final class MastodonServerProperties {
  private static final String GROUP = "Server";

  private MastodonServerProperties() {}

  static void addTo(ConfigDef definition) {
    definition
        .define(
            MastodonSinkConfig.INSTANCE_URL,
            Type.STRING,
            ConfigDef.NO_DEFAULT_VALUE,
            LambdaValidator.with(
                MastodonConfigChecks::instance, () -> "a URL such as https://mastodon.example"),
            Importance.HIGH,
            """
            The server, as https://host. Mastodon, and servers that speak its API: GoToSocial, \
            Pleroma, Akkoma, snac. http is accepted for a host without a dot and for a private IP \
            address only, because the token would be readable on its way.""",
            GROUP,
            0,
            Width.MEDIUM,
            "Instance URL")
        .define(
            MastodonSinkConfig.ACCESS_TOKEN,
            Type.PASSWORD,
            null,
            LambdaValidator.with(
                MastodonConfigChecks::token, () -> "printable ASCII, without spaces within"),
            Importance.HIGH,
            """
            The access token of the account that posts: Preferences, Development, New application, \
            with the scopes read:accounts, read:statuses, write:statuses and write:media. Better \
            not written into the configuration but taken from a config provider of the worker, \
            such as ${file:/etc/tributary/mastodon.properties:token}. Required unless dry.run is \
            true.""",
            GROUP,
            1,
            Width.MEDIUM,
            "Access token")
        .define(
            MastodonSinkConfig.DRY_RUN,
            Type.BOOLEAN,
            false,
            null,
            Importance.MEDIUM,
            """
            Whether statuses are only rendered, and logged at INFO. Nothing is posted, no state is \
            written, and no network is needed. Records count as done.""",
            GROUP,
            2,
            Width.SHORT,
            "Dry run")
        .define(
            MastodonSinkConfig.HTTP_TIMEOUT_MS,
            Type.INT,
            30_000,
            Range.between(1, 30_000),
            Importance.LOW,
            """
            The longest a request may take, in milliseconds. What was sent and not answered by \
            then is looked for on the server before it is sent again.""",
            GROUP,
            3,
            Width.SHORT,
            "Timeout (ms)")
        .define(
            MastodonSinkConfig.RETRY_BACKOFF_MAX_MS,
            Type.INT,
            60_000,
            Range.between(1, 3_600_000),
            Importance.LOW,
            """
            How long to wait at most before a failed request is tried again, in milliseconds. The \
            waits begin with a second and double. There is no limit to the number of tries.""",
            GROUP,
            4,
            Width.SHORT,
            "Longest wait before a retry (ms)")
        .define(
            MastodonSinkConfig.RETRY_GIVE_UP_MS,
            Type.LONG,
            -1L,
            Range.atLeast(-1),
            Importance.LOW,
            """
            How long the server may answer with errors of its own (5xx) to one record, although \
            it answers to other requests, before the record goes to the dead letter queue, in \
            milliseconds. -1: it is tried for ever, and everything behind it waits. An hour and \
            more is advisable: a restart of the server is no reason to leave a record out.""",
            GROUP,
            5,
            Width.SHORT,
            "Give up after (ms)");
  }
}
