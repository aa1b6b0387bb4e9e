package io.tributary.connect.bluesky;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The services that know handles and DIDs, on one loopback port. */
final class FakeDirectory implements AfterEachCallback {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, String> appView = new ConcurrentHashMap<>();
  private final Map<String, String> wellKnown = new ConcurrentHashMap<>();
  private final Map<String, String> documents = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile boolean down;
  private volatile boolean appViewDown;
  private volatile int documentsRefused;
  private volatile int hostsRefused;
  private volatile Hook hook = path -> {};

  /** What happens before a request is answered. */
  @FunctionalInterface
  interface Hook {
    void run(String path) throws InterruptedException;
  }

  private FakeDirectory(HttpServer server) {
    this.server = server;
  }

  /** Starts one that is closed after the test, if it is a registered extension. */
  static FakeDirectory start() {
    try {
      var directory =
          new FakeDirectory(
              HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
      directory.server.createContext("/", directory::answer);
      directory.server.setExecutor(directory.threads);
      directory.server.start();
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Points a connector here. */
  void configure(Map<String, String> config) {
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    config.put("appview.url", url + "/appview/");
    config.put("plc.url", url + "/plc");
    config.put("handle.url", url + "/handles/${handle}");
    config.put("did.web.url", url + "/web/${host}");
  }

  /** An account whose handle leads to it and back. */
  void account(String handle, String did) {
    appView.put(handle, did);
    documents.put(did, handle);
  }

  /** A handle that only its own host knows. */
  void wellKnown(String handle, String did) {
    wellKnown.put(handle, did);
    documents.put(did, handle);
  }

  /** A handle that leads to an account which knows nothing of it. */
  void claim(String handle, String did) {
    appView.put(handle, did);
  }

  void forget(String handle) {
    appView.remove(handle);
    wellKnown.remove(handle);
  }

  void setDown(boolean now) {
    down = now;
  }

  /** Leaves the handles' own hosts and the documents as they are. */
  void setAppViewDown(boolean now) {
    appViewDown = now;
  }

  /**
   * Lets what stands before the directory of accounts answer with a status of its own; 0 ends it.
   */
  void refuseDocuments(int status) {
    documentsRefused = status;
  }

  /** Lets the handles' own hosts answer with a status; 0 ends it. */
  void refuseHosts(int status) {
    hostsRefused = status;
  }

  void before(Hook each) {
    hook = each;
  }

  List<String> requests() {
    return requests;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString();
    requests.add(path);
    String last = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('=')) + 1);
    try {
      hook.run(path);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (down || (appViewDown && path.startsWith("/appview/"))) {
      respond(exchange, 503, "");
    } else if (path.startsWith("/appview/xrpc/com.atproto.identity.resolveHandle?handle=")) {
      String did = appView.get(last);
      respond(
          exchange,
          did == null ? 400 : 200,
          did == null
              ? "{\"error\":\"InvalidRequest\",\"message\":\"Unable to resolve handle\"}"
              : "{\"did\":\"%s\"}".formatted(did));
    } else if (path.startsWith("/handles/") && hostsRefused > 0) {
      respond(exchange, hostsRefused, "");
    } else if (path.startsWith("/handles/")) {
      String did = wellKnown.get(last);
      respond(exchange, did == null ? 404 : 200, did == null ? "" : did + "\n");
    } else if (documentsRefused > 0) {
      respond(exchange, documentsRefused, "");
    } else {
      String did = path.startsWith("/web/") ? "did:web:" + last : last;
      String handle = documents.get(did);
      respond(
          exchange,
          handle == null ? 404 : 200,
          "{\"id\":\"%s\",\"alsoKnownAs\":[\"at://%s\"]}".formatted(did, handle));
    }
  }

  private static void respond(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    try (exchange) {
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    server.stop(0);
    threads.shutdownNow();
  }
}
