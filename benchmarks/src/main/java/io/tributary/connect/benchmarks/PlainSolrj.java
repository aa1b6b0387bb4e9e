package io.tributary.connect.benchmarks;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The plain writer of the module solr-server, on a class loader of its own: its SolrJ is not the
 * one of the sink.
 */
final class PlainSolrj implements AutoCloseable {
  private static final String WRITER = "io.tributary.connect.solrserver.SolrjWriter";

  private final URLClassLoader loader;
  private final Constructor<?> constructor;

  private PlainSolrj(URLClassLoader loader, Constructor<?> constructor) {
    this.loader = loader;
    this.constructor = constructor;
  }

  static PlainSolrj load() throws IOException, ReflectiveOperationException {
    Path target = Path.of(System.getProperty("tributary.home")).resolve("solr-server/target");
    List<URL> urls = new ArrayList<>();
    urls.add(target.resolve("classes").toUri().toURL());
    try (Stream<Path> libraries = Files.list(target.resolve("lib"))) {
      for (Path library : libraries.sorted().toList()) {
        urls.add(library.toUri().toURL());
      }
    }
    var loader = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    Constructor<?> constructor =
        loader
            .loadClass(WRITER)
            .getConstructor(String.class, String.class, int.class, int.class, boolean.class);
    return new PlainSolrj(loader, constructor);
  }

  /** Writes documents in one of the ways that SolrJ knows. */
  @SuppressWarnings("unchecked")
  void write(
      SolrCore core,
      int threads,
      int batchSize,
      boolean queued,
      List<Map<String, Object>> documents)
      throws Exception {
    Object writer = constructor.newInstance(core.url(), core.name(), threads, batchSize, queued);
    try (AutoCloseable closing = (AutoCloseable) writer) {
      ((Consumer<List<Map<String, Object>>>) closing).accept(documents);
    }
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }
}
