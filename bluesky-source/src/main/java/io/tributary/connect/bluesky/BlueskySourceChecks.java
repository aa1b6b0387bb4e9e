package io.tributary.connect.bluesky;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** What a value must be beyond its type. A missing value is somebody else's complaint. */
final class BlueskySourceChecks {
  /** What Jetstream accepts of each. */
  static final int MAX_COLLECTIONS = 100;

  private static final Pattern LEGAL_TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
  // A name has three parts at least, as servers ask for; what precedes an asterisk may have less.
  private static final Pattern COLLECTION =
      Pattern.compile(
          "[a-zA-Z][a-zA-Z0-9-]*((\\.[a-zA-Z0-9-]+){2,}|(\\.[a-zA-Z0-9-]+)+\\.\\*)"
              + "|[a-zA-Z0-9-]+\\.\\*");
  private static final Pattern HANDLE =
      Pattern.compile(
          "([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\\.)+[a-zA-Z]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?");
  private static final int LONGEST_HANDLE = 253;
  private static final Pattern LANGUAGE = Pattern.compile("[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*");

  private BlueskySourceChecks() {}

  static void endpoints(String name, @Nullable Object value) {
    if (value instanceof List<?> urls && urls.isEmpty()) {
      throw new ConfigException(name, urls, "at least one server is needed");
    }
    each(name, value, url -> BlueskyEndpoint.parse(url).address());
    if (value instanceof List<?> urls) {
      Set<StreamKind> kinds = new HashSet<>();
      urls.forEach(url -> kinds.add(BlueskyEndpoint.parse(String.valueOf(url)).kind()));
      if (kinds.size() > 1) {
        throw new ConfigException(
            name, value, "all must be of one kind of stream, because their cursors differ");
      }
    }
  }

  static void startFrom(String name, @Nullable Object value) {
    if (value instanceof String text) {
      try {
        BlueskyResume.parse(text);
      } catch (IllegalArgumentException e) {
        throw new ConfigException(name, text, e.getMessage());
      }
    }
  }

  static void collections(String name, @Nullable Object value) {
    each(name, value, text -> matching(COLLECTION, text, "neither a collection nor prefix.*"));
    if (value instanceof List<?> collections && collections.size() > MAX_COLLECTIONS) {
      throw new ConfigException(name, value, "servers accept %d".formatted(MAX_COLLECTIONS));
    }
  }

  static void actors(String name, @Nullable Object value) {
    each(name, value, BlueskySourceChecks::actor);
  }

  /**
   * Returns a DID, or a handle in small letters and without an at sign.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static String actor(String text) {
    if (text.startsWith("did:")) {
      if (!AtUri.isDid(text)) {
        throw new IllegalArgumentException("not a DID");
      }
      return text;
    }
    String handle = text.startsWith("@") ? text.substring(1) : text;
    return matching(HANDLE, handle, "neither a DID nor a handle").toLowerCase(Locale.ROOT);
  }

  /** Whether it is the name of a host, and no address, port or path. */
  static boolean isHandle(String text) {
    return text.length() <= LONGEST_HANDLE && HANDLE.matcher(text).matches();
  }

  static void langs(String name, @Nullable Object value) {
    each(
        name,
        value,
        text -> matching(LANGUAGE, text, "not a language tag").toLowerCase(Locale.ROOT));
  }

  static void words(String name, @Nullable Object value) {
    each(
        name,
        value,
        text -> {
          String word = text.startsWith("#") ? text.substring(1) : text;
          if (word.isBlank()) {
            throw new IllegalArgumentException("an entry is empty");
          }
          return FoldedText.fold(word);
        });
  }

  static void topicFormat(String name, @Nullable Object value) {
    if (value instanceof String topic) {
      // Collections are made of letters that topics may have.
      topic(name, topic, topic.replace("${collection}", "c"));
    }
  }

  static void optionalTopic(String name, @Nullable Object value) {
    if (value instanceof String topic && !topic.isEmpty()) {
      topic(name, topic, topic);
    }
  }

  private static void topic(String name, String written, String topic) {
    if (!LEGAL_TOPIC.matcher(topic).matches() || topic.equals(".") || topic.equals("..")) {
      throw new ConfigException(name, written, "not a legal topic name");
    }
  }

  static void path(String name, @Nullable Object value) {
    if (value instanceof String path) {
      try {
        Path unused = Path.of(path);
      } catch (InvalidPathException e) {
        throw new ConfigException(name, path, "not a path: " + e.getReason());
      }
    }
  }

  static void httpUrl(String name, @Nullable Object value) {
    if (value instanceof String url) {
      try {
        // A placeholder is none of the letters of a URL.
        URI uri = new URI(url.replaceAll("\\$\\{(handle|host)}", "x"));
        if (!("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
            || uri.getHost() == null) {
          throw new ConfigException(name, url, "an http or https URL is expected");
        }
      } catch (URISyntaxException e) {
        throw new ConfigException(name, url, "not a URL: " + e.getReason());
      }
    }
  }

  private static String matching(Pattern pattern, String text, String otherwise) {
    if (!pattern.matcher(text).matches()) {
      throw new IllegalArgumentException(otherwise);
    }
    return text;
  }

  /** Checks every entry, and that no two mean the same. */
  private static void each(String name, @Nullable Object value, Function<String, Object> meaning) {
    if (!(value instanceof List<?> entries)) {
      return;
    }
    Set<Object> seen = new HashSet<>();
    int place = 0;
    for (Object entry : entries) {
      String text = String.valueOf(entry);
      place++;
      try {
        if (!seen.add(meaning.apply(text))) {
          throw new IllegalArgumentException("it is in the list twice");
        }
      } catch (IllegalArgumentException e) {
        // A URL may hold a password, which belongs in no message.
        String shown = text.contains("@") && text.contains("//") ? "" : " " + text;
        throw new ConfigException(
            "Invalid value for %s, entry %d%s: %s".formatted(name, place, shown, e.getMessage()));
      }
    }
  }
}
