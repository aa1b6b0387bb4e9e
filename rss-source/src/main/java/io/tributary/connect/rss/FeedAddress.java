package io.tributary.connect.rss;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code feeds}: where to fetch, and the name that stands for it in keys, values,
 * headers, offsets and logs. The name never holds the user info of the URL.
 *
 * @param named whether the operator gave it a name because the URL itself is private
 */
record FeedAddress(String name, HttpUrl url, @Nullable String authorization, boolean named) {
  private static final Pattern NAMED = Pattern.compile("([^:/?#=]*)=(https?:.*)");
  private static final Pattern NAME = Pattern.compile("[\\w.-]{1,100}");

  /**
   * Reads an http or https URL, or {@code name=url}.
   *
   * @throws IllegalArgumentException saying what is wrong, without the URL: it may hold a password
   */
  static FeedAddress parse(String text) {
    Matcher named = NAMED.matcher(text.strip());
    if (!named.matches()) {
      return parse(null, text.strip());
    }
    String name = named.group(1).strip();
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'" + name + "' is no name: 1 to 100 letters, digits, '.', '_' and '-' are");
    }
    return parse(name, named.group(2).strip());
  }

  private static FeedAddress parse(@Nullable String name, String text) {
    HttpUrl parsed = HttpUrl.parse(text);
    if (parsed == null) {
      throw new IllegalArgumentException("not an http or https URL");
    }
    boolean open = parsed.username().isEmpty() && parsed.password().isEmpty();
    HttpUrl bare = open ? parsed : parsed.newBuilder().username("").password("").build();
    String shown = open ? text : bare.toString();
    return new FeedAddress(
        name == null ? shown : name,
        bare,
        open ? null : Credentials.basic(parsed.username(), parsed.password()),
        name != null);
  }

  /** Whether its URL must not be stored outside the connector's configuration. */
  boolean isPrivate() {
    return named || authorization != null;
  }

  /** Whether a URL is on the feed's own server, which may see its credentials. */
  boolean isOwn(HttpUrl other) {
    boolean sameServer =
        url.host().equals(other.host())
            && url.port() == other.port()
            && url.isHttps() == other.isHttps();
    boolean defaultPorts =
        url.port() == HttpUrl.defaultPort(url.scheme())
            && other.port() == HttpUrl.defaultPort(other.scheme());
    return sameServer || (RssMove.isUpgrade(url, other) && defaultPorts);
  }

  /** Recognises the address, without telling it. */
  String fingerprint() {
    return RssFingerprint.idOf(List.of(url.toString(), authorization == null ? "" : authorization));
  }

  @Override
  public String toString() {
    return name;
  }
}
