package io.tributary.connect.bluesky;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks the network which account a handle belongs to, and which handle an account has. */
final class BlueskyDirectory {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_BYTES = 256 * 1_024;
  private static final int LONGEST_PLC = 64;

  /** How the AppView says that a handle leads nowhere. */
  private static final int NOT_RESOLVED = 400;

  /** How the directory of accounts, or a host, says that it knows none. */
  private static final Set<Integer> NOTHING = Set.of(400, 404, 410);

  /** Where the AppView cannot be reached, a hundred handles need not each find that out. */
  private static final long UNREACHABLE = Duration.ofSeconds(30).toNanos();

  private static final String ALIAS = "at://";
  private static final String PLC = "did:plc:";
  private static final String WEB = "did:web:";

  /** The AppView knows no account for a handle, and the handle's own host does not answer. */
  static final class SilentHostException extends IOException {
    private static final long serialVersionUID = 1;

    SilentHostException(IOException silence) {
      super("its own host does not answer: " + silence.getMessage(), silence);
    }
  }

  private final BlueskyHttp http;
  private final String appView;
  private final String handleUrl;
  private final String plc;
  private final String didWebUrl;
  private volatile @Nullable Long unreachableSince;

  BlueskyDirectory(BlueskyHttp http, BlueskySourceConfig config) {
    this.http = http;
    this.appView = withoutSlash(config.getString(BlueskySourceConfig.APPVIEW_URL));
    this.handleUrl = config.getString(BlueskySourceConfig.HANDLE_URL);
    this.plc = withoutSlash(config.getString(BlueskySourceConfig.PLC_URL));
    this.didWebUrl = config.getString(BlueskySourceConfig.DID_WEB_URL);
  }

  /**
   * Returns the DID of a handle, if the account itself says that the handle is its own.
   *
   * @throws SilentHostException if only the handle's own host might tell, which is silent
   * @throws IOException if that cannot be found out now
   */
  Optional<String> did(String handle) throws IOException, InterruptedException {
    Optional<String> did = claimed(handle);
    if (did.isPresent() && !document(did.get()).map(handle::equals).orElse(false)) {
      return Optional.empty();
    }
    return did;
  }

  /**
   * Returns the handle of an account, if the handle leads back to it.
   *
   * @throws IOException if that cannot be found out now
   */
  Optional<String> handle(String did) throws IOException, InterruptedException {
    Optional<String> handle = document(did);
    try {
      if (handle.isPresent() && !claimed(handle.get()).map(did::equals).orElse(false)) {
        return Optional.empty();
      }
    } catch (SilentHostException e) {
      // Nobody confirms it, and asking again soon would hold up the stream each time.
      return Optional.empty();
    }
    return handle;
  }

  private Optional<String> claimed(String handle) throws IOException, InterruptedException {
    IOException silence;
    try {
      String did = JSON.readTree(askAppView(handle)).path("did").asText();
      if (AtUri.isDid(did)) {
        return Optional.of(did);
      }
      silence = new IOException("the AppView names something else than an account");
    } catch (IOException e) {
      silence = e;
    }
    boolean answered =
        silence instanceof BlueskyHttp.StatusException answer && answer.status() == NOT_RESOLVED;
    Optional<String> did;
    try {
      did = wellKnown(handle);
    } catch (IOException e) {
      // It may be the AppView's reason as well: the account is there, its server is down.
      throw answered ? new SilentHostException(e) : silence;
    }
    // A handle may be in the DNS alone, which only the AppView looks at.
    if (did.isEmpty() && !answered) {
      throw silence;
    }
    return did;
  }

  private byte[] askAppView(String handle) throws IOException, InterruptedException {
    Long since = unreachableSince;
    if (since != null && System.nanoTime() - since < UNREACHABLE) {
      throw new IOException("the AppView could not be reached a moment ago");
    }
    try {
      URI query =
          URI.create(
              appView
                  + "/xrpc/com.atproto.identity.resolveHandle?handle="
                  + URLEncoder.encode(handle, UTF_8));
      return http.get(query, MAX_BYTES);
    } catch (BlueskyHttp.StatusException e) {
      throw e;
    } catch (IOException e) {
      unreachableSince = System.nanoTime();
      throw e;
    }
  }

  /** Asks the handle's own host, which may be anybody's and answer anything. */
  private Optional<String> wellKnown(String handle) throws IOException, InterruptedException {
    try {
      String did = new String(http.get(at(handleUrl, "${handle}", handle), MAX_BYTES), UTF_8);
      return Optional.of(did.strip()).filter(AtUri::isDid);
    } catch (BlueskyHttp.StatusException e) {
      if (isKnown(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Whether the answer says that there is nothing. Others of 4xx, such as 403 or 408, come from
   * what stands before a server: the account may well have a handle.
   */
  private static boolean isKnown(BlueskyHttp.StatusException answer) {
    return NOTHING.contains(answer.status());
  }

  /** Returns the handle that an account's document names. */
  private Optional<String> document(String did) throws IOException, InterruptedException {
    URI address;
    if (did.startsWith(PLC) && AtUri.isAlphanumeric(did.substring(PLC.length()), LONGEST_PLC)) {
      address = URI.create(plc + "/" + did);
    } else if (did.startsWith(WEB) && BlueskySourceChecks.isHandle(did.substring(WEB.length()))) {
      address = at(didWebUrl, "${host}", did.substring(WEB.length()));
    } else {
      return Optional.empty();
    }
    try {
      for (JsonNode alias : JSON.readTree(http.get(address, MAX_BYTES)).path("alsoKnownAs")) {
        if (alias.asText().startsWith(ALIAS)) {
          String handle = alias.asText().substring(ALIAS.length()).toLowerCase(Locale.ROOT);
          // A stranger wrote it, and it becomes a part of an address that is asked.
          return Optional.of(handle).filter(BlueskySourceChecks::isHandle);
        }
      }
      return Optional.empty();
    } catch (BlueskyHttp.StatusException e) {
      if (isKnown(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static URI at(String template, String placeholder, String value) throws IOException {
    try {
      return URI.create(template.replace(placeholder, value));
    } catch (IllegalArgumentException e) {
      throw new IOException("no address for " + value, e);
    }
  }

  private static String withoutSlash(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }
}
