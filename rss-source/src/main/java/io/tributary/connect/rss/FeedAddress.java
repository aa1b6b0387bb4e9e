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
   * Reads an entry of {@code feeds}, where a URL with a space is most often two URLs.
   *
   * @throws IllegalArgumentException as {@link #parse(String)}
   */
  static FeedAddress parseListed(String text) {
    Matcher named = NAMED.matcher(text.strip());
    String url = named.matches() ? named.group(2).strip() : text.strip();
    if (url.chars().anyMatch(Character::isWhitespace)) {
      throw new IllegalArgumentException(
          "a URL with a space in it: a comma ends a URL, and a space inside is written %20");
    }
    return parse(text);
  }

  /**
   * Reads an http or https URL, or {@code name=url}. A URL may have spaces and other characters
   * that are encoded when it is asked for, as browsers do it; its name has them as they are.
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
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a URL with a control character in it");
    }
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

  /**
   * What relative links start from that say nothing else. Those of a private feed start from the
   * root of its server, so that no link has the private path or query in it.
   *
   * @param found where the document was found, after redirects
   */
  HttpUrl base(HttpUrl found) {
    return isPrivate()
        ? found.newBuilder().encodedPath("/").query(null).fragment(null).build()
        : found;
  }

  /**
   * Recognises the address, and most often that its password or what else is sent is another. No
   * more than eight bits are taken of those: a password cannot be found by trying.
   *
   * @param secrets what is sent to it besides its user info
   */
  String fingerprint(String secrets) {
    String all = authorization == null ? secrets : authorization + "\n" + secrets;
    long check = RssFingerprint.identity(all) & 0xff;
    return RssFingerprint.idOf(List.of(url.toString(), String.valueOf(check)));
  }

  @Override
  public String toString() {
    return name;
  }
}
