package io.tributary.connect.rss;

import io.tributary.connect.common.PublicAddresses;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.concurrent.ExecutorService;
import okhttp3.Authenticator;
import okhttp3.CompressionInterceptor;
import okhttp3.Credentials;
import okhttp3.Dispatcher;
import okhttp3.Gzip;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Sets up OkHttp as the configuration says. */
final class RssHttp {
  private static final int LONGEST_NUMBER = 9;

  private RssHttp() {}

  /**
   * A client for URLs that the operator wrote, or for those that others did.
   *
   * @param maxPerHost how many requests to one host it lets run at once
   */
  static OkHttpClient client(
      RssSourceConfig config, boolean trusted, ExecutorService threads, int maxPerHost) {
    var dispatcher = new Dispatcher(threads);
    dispatcher.setMaxRequests(config.maxConcurrent());
    dispatcher.setMaxRequestsPerHost(maxPerHost);
    var client =
        new OkHttpClient.Builder()
            .dispatcher(dispatcher)
            .callTimeout(config.timeout())
            .connectTimeout(config.timeout())
            .readTimeout(config.timeout())
            .addInterceptor(new CompressionInterceptor(Gzip.INSTANCE, new RssBrotli()))
            .addNetworkInterceptor(RssHttp::shortRetryAfter)
            // Redirects are followed by hand: where they lead is checked and remembered.
            .followRedirects(false)
            .followSslRedirects(false);
    HttpUrl proxy = config.proxy();
    if (proxy != null) {
      client.proxy(
          new Proxy(
              Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.host(), proxy.port())));
      if (!proxy.username().isEmpty()) {
        client.proxyAuthenticator(authenticator(proxy));
      }
    } else {
      // Not those of the JVM: what a proxy connects to cannot be checked, and one on this machine
      // would make every address a private one.
      client.proxy(Proxy.NO_PROXY);
      client.socketFactory(
          new PublicAddresses(
              !trusted && !config.privateAddresses(), RssSourceConfig.HTTP_PRIVATE_ADDRESSES));
    }
    return client.build();
  }

  /** OkHttp breaks on a number of seconds that is no int. */
  private static Response shortRetryAfter(Interceptor.Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    String seconds = response.header("Retry-After", "");
    return seconds.length() > LONGEST_NUMBER && seconds.chars().allMatch(Character::isDigit)
        ? response.newBuilder().header("Retry-After", seconds.substring(0, LONGEST_NUMBER)).build()
        : response;
  }

  private static Authenticator authenticator(HttpUrl proxy) {
    String credentials = Credentials.basic(proxy.username(), proxy.password());
    return (route, response) -> {
      // OkHttp asks once before it connects through a tunnel; a second time means a refusal.
      @Nullable String refused = response.request().header("Proxy-Authorization");
      return refused != null
          ? null
          : response.request().newBuilder().header("Proxy-Authorization", credentials).build();
    };
  }
}
