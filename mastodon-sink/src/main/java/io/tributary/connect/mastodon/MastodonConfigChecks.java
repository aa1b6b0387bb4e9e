package io.tributary.connect.mastodon;

import io.tributary.connect.common.PublicAddresses;
import io.tributary.connect.common.Template;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import okhttp3.HttpUrl;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** What a configuration must fulfil beyond types. Talks to nobody. */
final class MastodonConfigChecks {
  private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");
  private static final Pattern TOKEN = Pattern.compile("\\s*[\\x21-\\x7e]+\\s*");

  private MastodonConfigChecks() {}

  /** Returns what is wrong between properties that are valid each on its own, by property. */
  static Map<String, String> conflicts(Map<String, String> properties) {
    Map<String, String> conflicts = new LinkedHashMap<>();
    boolean dryRun = "true".equalsIgnoreCase(value(properties, MastodonSinkConfig.DRY_RUN));
    if (!dryRun && value(properties, MastodonSinkConfig.ACCESS_TOKEN).isEmpty()) {
      conflicts.put(MastodonSinkConfig.ACCESS_TOKEN, "is required unless dry.run is true");
    }
    if (!value(properties, MastodonSinkConfig.STATE_TOPIC).isEmpty()
        && value(properties, MastodonSinkConfig.STATE_BOOTSTRAP_SERVERS).isEmpty()) {
      conflicts.put(
          MastodonSinkConfig.STATE_BOOTSTRAP_SERVERS,
          "is required with state.topic: a plugin does not know the worker's brokers");
    }
    return conflicts;
  }

  static void instance(String name, @Nullable Object value) {
    HttpUrl url = value instanceof String text ? HttpUrl.parse(text.strip()) : null;
    if (url == null) {
      throw new ConfigException(name, value, "a URL such as https://mastodon.example is expected");
    }
    if (!url.encodedPath().equals("/") || url.query() != null || !url.username().isEmpty()) {
      throw new ConfigException(name, value, "nothing is expected beside https:// and the host");
    }
    if (!url.isHttps() && !isNear(url.host())) {
      throw new ConfigException(
          name, value, "https is expected: the token would be readable on its way");
    }
  }

  /** Names without a dot are those of one's own network. Asks no name server. */
  private static boolean isNear(String host) {
    boolean address = host.indexOf(':') >= 0 || host.matches("[0-9.]+");
    if (!address) {
      return host.indexOf('.') < 0;
    }
    try {
      return !PublicAddresses.isPublic(InetAddress.getByName(host));
    } catch (UnknownHostException e) {
      return false;
    }
  }

  static void url(String name, @Nullable Object value) {
    if (!(value instanceof String text) || HttpUrl.parse(text) == null) {
      throw new ConfigException(name, value, "a URL is expected");
    }
  }

  static void token(String name, @Nullable Object value) {
    if (value instanceof Password token
        && !token.value().isEmpty()
        && !TOKEN.matcher(token.value()).matches()) {
      // The token itself stays out of the message.
      throw new ConfigException(
          name, Password.HIDDEN, "printable ASCII without spaces is expected");
    }
  }

  static void template(String name, @Nullable Object value) {
    String text = String.valueOf(value);
    try {
      for (String path : Template.parse(text).paths()) {
        if (MastodonMapper.looksLikeMetadata(path) && !MastodonMapper.isMetadata(path)) {
          throw new ConfigException(
              name,
              text,
              "${%s} can never have a value; there are %s and @header.NAME"
                  .formatted(
                      path,
                      MastodonMapper.METADATA_PATHS.stream()
                          .sorted()
                          .collect(Collectors.joining(", "))));
        }
      }
    } catch (IllegalArgumentException e) {
      throw new ConfigException(name, text, e.getMessage());
    }
    if (!text.isEmpty() && text.isBlank()) {
      throw new ConfigException(name, text, "a status needs some text");
    }
  }

  static void language(String name, @Nullable Object value) {
    if (value instanceof String text && !text.isEmpty() && LanguageTag.language(text) == null) {
      throw new ConfigException(name, text, "a language such as en is expected");
    }
  }

  static void labels(String name, @Nullable Object value) {
    try {
      ContentLabels.parse(
          ((List<?>) Objects.requireNonNull(value)).stream().map(String::valueOf).toList());
    } catch (IllegalArgumentException e) {
      throw new ConfigException(name, value, e.getMessage());
    }
  }

  static void topic(String name, @Nullable Object value) {
    if (value instanceof String topic && !topic.isEmpty() && !TOPIC.matcher(topic).matches()) {
      throw new ConfigException(
          name, topic, "letters, digits, dots, underscores and hyphens are expected");
    }
  }

  static void replicationFactor(String name, @Nullable Object value) {
    if (value instanceof Short factor && (factor == 0 || factor < -1)) {
      throw new ConfigException(name, value, "-1, or 1 and more, is expected");
    }
  }

  private static String value(Map<String, String> properties, String name) {
    // JSON can give a property the value null.
    String value = properties.get(name);
    return value == null ? "" : value.strip();
  }
}
