package io.tributary.connect.mastodon;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connect.common.PublicAddresses;
import io.tributary.connect.common.TributaryVersion;
import java.io.IOException;
import java.net.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Fetches pictures and videos from where their author keeps them, or else from the URL in the
 * record. Others have written those URLs: they lead to public addresses only, and never see the
 * token.
 */
final class MediaFetcher implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_DOCUMENT = 1 << 20;
  private static final int REMEMBERED = 1_000;

  private final OkHttpClient http;
  private final HttpUrl directory;
  private final int maxBytes;
  private final Map<String, HttpUrl> servers =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, HttpUrl> eldest) {
          return size() > REMEMBERED;
        }
      };

  MediaFetcher(MastodonSinkConfig config) {
    this.directory = config.plcDirectory();
    this.maxBytes = config.mediaMaxBytes();
    Duration timeout = config.timeout();
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .callTimeout(timeout)
            .connectTimeout(timeout)
            .readTimeout(timeout);
    if (!config.privateAddresses()) {
      // A proxy would resolve the names itself, and connect wherever they lead.
      builder
          .proxy(Proxy.NO_PROXY)
          .socketFactory(new PublicAddresses(true, MastodonSinkConfig.PRIVATE_ADDRESSES));
    }
    this.http = builder.build();
  }

  /** Returns the bytes, or why the server could not take them anyway. */
  FetchedMedia fetch(DraftMedia medium, InstanceLimits limits) {
    String type = medium.mimeType();
    if (!type.isEmpty() && !limits.takes(type)) {
      return new FetchedMedia.Failed("the server does not take " + type, false);
    }
    boolean passing = false;
    FetchedMedia result = new FetchedMedia.Failed("there is no URL to fetch it from", false);
    for (HttpUrl url : urls(medium)) {
      result = fetch(url, type, Math.min(maxBytes, limits.maxBytes(type)));
      if (result instanceof FetchedMedia.Bytes bytes) {
        return limits.takes(bytes.mimeType())
            ? bytes
            : new FetchedMedia.Failed("the server does not take " + bytes.mimeType(), false);
      }
      passing |= ((FetchedMedia.Failed) result).passing();
    }
    return new FetchedMedia.Failed(((FetchedMedia.Failed) result).reason(), passing);
  }

  private List<HttpUrl> urls(DraftMedia medium) {
    List<HttpUrl> urls = new ArrayList<>();
    if (!medium.did().isEmpty() && !medium.cid().isEmpty()) {
      HttpUrl server = server(medium.did());
      if (server != null) {
        urls.add(
            server
                .newBuilder()
                .encodedPath("/xrpc/com.atproto.sync.getBlob")
                .addQueryParameter("did", medium.did())
                .addQueryParameter("cid", medium.cid())
                .build());
      }
    }
    HttpUrl own = HttpUrl.parse(medium.url());
    // A playlist leads to a video, but is none.
    if (own != null && !own.encodedPath().endsWith(".m3u8")) {
      urls.add(own);
    }
    return urls;
  }

  private FetchedMedia fetch(HttpUrl url, String expectedType, long most) {
    try (Response response = http.newCall(request(url)).execute()) {
      if (!response.isSuccessful()) {
        return new FetchedMedia.Failed(
            "HTTP status %d from %s".formatted(response.code(), url.host()),
            response.code() >= 500 || response.code() == 429 || response.code() == 408);
      }
      BufferedSource source = response.body().source();
      if (response.body().contentLength() > most || source.request(most + 1)) {
        return new FetchedMedia.Failed("it has more than %d bytes".formatted(most), false);
      }
      MediaType type = response.body().contentType();
      return new FetchedMedia.Bytes(
          source.readByteArray(),
          !expectedType.isEmpty()
              ? expectedType
              : type == null ? "application/octet-stream" : type.type() + "/" + type.subtype());
    } catch (IOException e) {
      return new FetchedMedia.Failed(
          "%s: %s".formatted(url.host(), e.getMessage()),
          !(e instanceof PublicAddresses.PrivateAddressException));
    }
  }

  /** The server that keeps the data of an account (https://atproto.com/specs/did). */
  private @Nullable HttpUrl server(String did) {
    HttpUrl known = servers.get(did);
    if (known != null) {
      return known;
    }
    HttpUrl document =
        did.startsWith("did:web:")
            ? HttpUrl.parse("https://%s/.well-known/did.json".formatted(did.substring(8)))
            : directory.newBuilder().addPathSegment(did).build();
    HttpUrl server = document == null ? null : endpoint(document);
    if (server != null) {
      servers.put(did, server);
    }
    return server;
  }

  private @Nullable HttpUrl endpoint(HttpUrl document) {
    try (Response response = http.newCall(request(document)).execute()) {
      BufferedSource source = response.body().source();
      if (!response.isSuccessful() || source.request(LONGEST_DOCUMENT)) {
        return null;
      }
      for (JsonNode service : JSON.readTree(source.readUtf8()).path("service")) {
        if (service.path("id").asText().endsWith("#atproto_pds")) {
          return HttpUrl.parse(service.path("serviceEndpoint").asText());
        }
      }
      return null;
    } catch (JsonProcessingException e) {
      return null;
    } catch (IOException e) {
      // The URL in the record is left.
      return null;
    }
  }

  private static Request request(HttpUrl url) {
    return new Request.Builder()
        .url(url)
        .header("User-Agent", "Tributary-Mastodon-Sink/" + TributaryVersion.current())
        .build();
  }

  @Override
  public void close() {
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }
}
