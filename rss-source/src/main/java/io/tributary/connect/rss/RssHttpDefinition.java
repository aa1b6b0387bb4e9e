package io.tributary.connect.rss;

import io.tributary.connect.common.TributaryVersion;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Defines the properties about HTTP. */
final class RssHttpDefinition {
  private static final String HTTP_GROUP = "HTTP";

  private RssHttpDefinition() {}

  static ConfigDef addTo(ConfigDef definition) {
    return definition
        .define(
            RssSourceConfig.HTTP_TIMEOUT_MS,
            Type.INT,
            20_000,
            Range.atLeast(1),
            Importance.LOW,
            """
            The longest a request may take, redirects and reading the body included, in \
            milliseconds.\
            """,
            HTTP_GROUP,
            0,
            Width.SHORT,
            "Timeout (ms)")
        .define(
            RssSourceConfig.HTTP_MAX_BODY_BYTES,
            Type.INT,
            32 << 20,
            Range.between(1024, 1 << 30),
            Importance.LOW,
            """
            The largest document that is read, in bytes after decompression. A feed with a larger \
            one fails.\
            """,
            HTTP_GROUP,
            1,
            Width.SHORT,
            "Largest document (bytes)")
        .define(
            RssSourceConfig.HTTP_MAX_CONCURRENT,
            Type.INT,
            32,
            Range.between(1, 1024),
            Importance.LOW,
            """
            How many documents a task fetches at the same time, at most two of them from one \
            host. It bounds memory too: no more documents than this are held at once.\
            """,
            HTTP_GROUP,
            2,
            Width.SHORT,
            "Concurrent requests")
        .define(
            RssSourceConfig.HTTP_USER_AGENT,
            Type.STRING,
            "Tributary-RSS-Source/" + TributaryVersion.current(),
            LambdaValidator.with(RssSourceChecks::userAgent, () -> "printable ASCII, not empty"),
            Importance.LOW,
            """
            The User-Agent header. Naming a contact in it helps publishers who see too many \
            requests.\
            """,
            HTTP_GROUP,
            3,
            Width.MEDIUM,
            "User agent")
        .define(
            RssSourceConfig.HTTP_HEADERS,
            Type.PASSWORD,
            null,
            LambdaValidator.with(
                RssSourceChecks::headers, () -> "lines of the form Name: value, printable ASCII"),
            Importance.LOW,
            """
            Headers sent with every request for a feed, one a line, for example Authorization: \
            Bearer followed by a token. They go to the host that the URL of the feed names, never \
            to one it redirects to. Every feed of the connector gets them, so feeds of one \
            publisher deserve a connector of their own.\
            """,
            HTTP_GROUP,
            4,
            Width.LONG,
            "Extra headers")
        .define(
            RssSourceConfig.PROXY_URL,
            Type.PASSWORD,
            null,
            LambdaValidator.with(
                RssSourceChecks::proxy, () -> "http://host:port or http://user:password@host:port"),
            Importance.LOW,
            """
            The HTTP proxy that all requests go through, as http://host:port, with user info if \
            it asks for it. Unset: none, whatever the settings of the JVM say (http.proxyHost and so on).\
            """,
            HTTP_GROUP,
            5,
            Width.MEDIUM,
            "Proxy URL")
        .define(
            RssSourceConfig.HTTP_PRIVATE_ADDRESSES,
            Type.STRING,
            "deny",
            ValidString.in("deny", "allow"),
            Importance.LOW,
            """
            Whether a redirect, or a URL found in a feed, may lead to a loopback, link-local, \
            private or multicast address. The URLs in the configuration may in any case. Behind a \
            proxy that resolves names, only addresses written as numbers are recognised.\
            """,
            HTTP_GROUP,
            6,
            Width.SHORT,
            "Private addresses");
  }
}
