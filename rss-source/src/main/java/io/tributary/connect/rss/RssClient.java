package io.tributary.connect.rss;

import io.tributary.connect.common.PublicAddresses;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** Fetches documents, several at a time. The only class that talks to the network. */
final class RssClient implements AutoCloseable {
  private static final int MAX_REDIRECTS = 5;
  private static final String UNASKED = " to a request without conditions";
  // https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/
  private static final String CHALLENGE = ", a challenge of Cloudflare that only browsers pass";
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> PERMANENT = Set.of(301, 308);

  private final OkHttpClient trusted;
  private final OkHttpClient guarded;
  private final ThreadPoolExecutor threads;
  private final ScheduledThreadPoolExecutor alarms;
  private final Clock clock;
  private final String userAgent;
  private final Headers extraHeaders;
  private final Duration timeout;
  private final int maxBodyBytes;
  private final boolean proxied;
  private final boolean privateAddresses;

  RssClient(RssSourceConfig config, Clock clock) {
    this.clock = clock;
    this.userAgent = config.userAgent();
    this.extraHeaders = config.headers();
    this.timeout = config.timeout();
    this.maxBodyBytes = config.maxBodyBytes();
    this.proxied = config.proxy() != null;
    this.privateAddresses = config.privateAddresses();
    // Daemons: a worker that is told to stop does not wait for a server that does not answer.
    this.threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            RssClient::daemon);
    this.alarms = new ScheduledThreadPoolExecutor(1, RssClient::daemon);
    alarms.setRemoveOnCancelPolicy(true);
    // The schedule keeps the limits of what it knows; where redirects lead it does not.
    this.trusted = RssHttp.client(config, true, threads, config.maxConcurrent());
    this.guarded = RssHttp.client(config, false, threads, RssSchedule.MAX_PER_HOST);
  }

  private static Thread daemon(Runnable work) {
    var thread = new Thread(work, "tributary-rss-fetch");
    thread.setDaemon(true);
    return thread;
  }

  /** Starts a request; {@code done} is called once, on another thread. */
  void fetch(RssRequest request, Consumer<RssFetch> done) {
    new Fetch(request, done).start();
  }

  /** One request and the redirects it leads to. */
  private final class Fetch implements Callback {
    private final RssRequest request;
    private final Consumer<RssFetch> done;
    private final long deadline = System.nanoTime() + timeout.toNanos();
    private final List<HttpUrl> permanent = new ArrayList<>();
    private HttpUrl url;
    private boolean stillPermanent = true;
    private int redirects;
    // Each fetch ends once, though it may be answered after its time was up.
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable Call current;
    private @Nullable ScheduledFuture<?> alarm;

    Fetch(RssRequest request, Consumer<RssFetch> done) {
      this.request = request;
      this.done = done;
      this.url = request.url();
    }

    void start() {
      try {
        send();
      } catch (RuntimeException e) {
        // Thrown on, it would end the task, or a thread whose feed would never be heard of again.
        end(new RssFetch.Failed("a request that cannot be made: " + e));
      }
    }

    private void send() {
      boolean asConfigured = redirects == 0 && request.trusted();
      if (!asConfigured && proxied && !privateAddresses && isPrivateLiteral(url)) {
        // What names resolve to only the proxy knows.
        end(
            failed(
                new PublicAddresses.PrivateAddressException(
                    RssSourceConfig.HTTP_PRIVATE_ADDRESSES)));
        return;
      }
      Call call = (asConfigured ? trusted : guarded).newCall(request());
      call.timeout().timeout(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      current = call;
      if (!asConfigured && alarm == null) {
        // Behind others to the same host it may wait without having begun, where no timeout holds.
        alarm = alarms.schedule(this::expire, deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
      call.enqueue(this);
    }

    private void expire() {
      end(failed(new InterruptedIOException()));
      Call call = current;
      if (call != null) {
        call.cancel();
      }
    }

    private void end(RssFetch result) {
      if (ended.compareAndSet(false, true)) {
        if (alarm != null) {
          alarm.cancel(false);
        }
        done.accept(result);
      }
    }

    private Request request() {
      var headers = new Headers.Builder();
      headers.set("User-Agent", userAgent);
      headers.set("Accept", request.accept());
      if (request.owner().isOwn(url)) {
        headers.addAll(extraHeaders);
        if (request.owner().authorization() != null) {
          headers.set("Authorization", request.owner().authorization());
        }
      }
      if (request.validators().holdFor(url)) {
        // Verbatim, whatever characters they have.
        add(headers, "If-None-Match", request.validators().etag());
        add(headers, "If-Modified-Since", request.validators().lastModified());
      }
      return new Request.Builder().url(url).headers(headers.build()).build();
    }

    @Override
    public void onFailure(Call call, IOException e) {
      end(failed(e));
    }

    @Override
    public void onResponse(Call call, Response response) {
      RssFetch result;
      try (response) {
        if (REDIRECTS.contains(response.code())) {
          result = follow(response);
        } else {
          result = read(response);
        }
      } catch (IOException e) {
        result = failed(e);
      } catch (RuntimeException | OutOfMemoryError e) {
        result = new RssFetch.Failed(e.toString());
      }
      if (result != null) {
        end(result);
      } else if (!ended.get()) {
        start();
      }
    }

    /** Sets out for the next place; returns null unless there is none. */
    private @Nullable RssFetch follow(Response response) {
      String location = response.header("Location");
      HttpUrl target = location == null ? null : url.resolve(location);
      if (target == null) {
        return new RssFetch.Failed("a redirect to nowhere", response.code(), null);
      }
      if (++redirects > MAX_REDIRECTS) {
        return new RssFetch.Failed(
            "more than %d redirects".formatted(MAX_REDIRECTS), response.code(), null);
      }
      url = target.newBuilder().username("").password("").fragment(null).build();
      stillPermanent &= PERMANENT.contains(response.code());
      if (stillPermanent) {
        permanent.add(url);
      }
      return null;
    }

    private RssFetch read(Response response) throws IOException {
      if (response.code() == 304 && request.validators().holdFor(url)) {
        return new RssFetch.NotModified(answer(response));
      }
      return response.code() == 200 ? document(response) : refusal(response);
    }

    private RssFetch document(Response response) throws IOException {
      ResponseBody body = response.body();
      BufferedSource source = body.source();
      // The bytes that arrive are counted, after decompression: a length header can say anything.
      if (body.contentLength() > maxBodyBytes || source.request(maxBodyBytes + 1L)) {
        return new RssFetch.Failed(
            "a body of more than %d bytes (%s)"
                .formatted(maxBodyBytes, RssSourceConfig.HTTP_MAX_BODY_BYTES));
      }
      MediaType type = body.contentType();
      Charset charset = type == null ? null : type.charset();
      return new RssFetch.Document(
          source.readByteArray(),
          charset == null ? null : charset.name(),
          type == null ? null : type.type() + "/" + type.subtype(),
          answer(response));
    }

    private RssAnswer answer(Response response) {
      // Some that say so give the same validators to another document.
      boolean uncached = "0".equals(response.header("Expires"));
      return new RssAnswer(
          url,
          List.copyOf(permanent),
          uncached
              ? RssValidators.NONE
              : RssValidators.of(url, response.header("ETag"), response.header("Last-Modified")),
          RssFreshness.of(response, clock.instant()));
    }

    private RssFetch refusal(Response response) {
      boolean challenge = "challenge".equalsIgnoreCase(response.header("cf-mitigated"));
      String more = challenge ? CHALLENGE : response.code() == 304 ? UNASKED : "";
      return new RssFetch.Failed(
          "HTTP status " + response.code() + more,
          response.code(),
          RssFreshness.retryAfter(response, clock.instant()),
          stillPermanent ? url : null);
    }

    private RssFetch failed(IOException e) {
      return new RssFetch.Failed(reason(e));
    }
  }

  private static void add(Headers.Builder headers, String name, @Nullable String value) {
    if (value != null) {
      headers.addUnsafeNonAscii(name, value);
    }
  }

  private static boolean isPrivateLiteral(HttpUrl url) {
    String host = url.host();
    // A proxy may read an address of any number of parts, in hexadecimal and octal too.
    boolean odd = host.matches("(0x[0-9a-f]*|[0-9]+)(\\.(0x[0-9a-f]*|[0-9]+))*\\.?");
    boolean literal = host.indexOf(':') >= 0 || host.matches("[0-9]+(\\.[0-9]+){3}");
    if (odd && !literal) {
      return true;
    }
    try {
      return host.matches("(.+\\.)?localhost\\.?")
          || (literal && !PublicAddresses.isPublic(InetAddress.getByName(host)));
    } catch (UnknownHostException e) {
      return true;
    }
  }

  /** What went wrong in words, without the URL: it may be private. */
  private String reason(IOException e) {
    if (e instanceof UnknownHostException) {
      return "unknown host";
    }
    if (e instanceof ConnectException) {
      return "cannot connect";
    }
    if (e instanceof InterruptedIOException) {
      return "no answer within %d ms (%s)"
          .formatted(timeout.toMillis(), RssSourceConfig.HTTP_TIMEOUT_MS);
    }
    if (e instanceof PublicAddresses.PrivateAddressException) {
      return String.valueOf(e.getMessage());
    }
    if (e instanceof SSLException) {
      return "no trusted TLS connection: " + e.getMessage();
    }
    return "a broken answer: " + e.getMessage();
  }

  @Override
  public void close() {
    for (OkHttpClient client : List.of(trusted, guarded)) {
      client.dispatcher().cancelAll();
      client.connectionPool().evictAll();
    }
    alarms.shutdownNow();
    threads.shutdown();
  }
}
