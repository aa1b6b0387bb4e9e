package io.tributary.connect.solrserver;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.solr.client.solrj.SolrClient;
import org.apache.solr.client.solrj.SolrServerException;
import org.apache.solr.client.solrj.impl.ConcurrentUpdateHttp2SolrClient;
import org.apache.solr.client.solrj.impl.Http2SolrClient;
import org.apache.solr.common.SolrInputDocument;

/**
 * Writes documents with SolrJ as a program does that does not ask which of them arrive; the
 * benchmarks measure the sink against it. It is here because this module has the newest SolrJ that
 * is faster than the JDK's HTTP client.
 */
public final class SolrjWriter implements Consumer<List<Map<String, Object>>>, AutoCloseable {
  private final String core;
  private final int threads;
  private final int batchSize;
  private final Http2SolrClient http;
  private final SolrClient client;
  private final ExecutorService executor;

  /**
   * Connects.
   *
   * @param queued whether SolrJ's own queue and threads send the documents
   */
  public SolrjWriter(String url, String core, int threads, int batchSize, boolean queued) {
    this.core = core;
    this.threads = queued ? 1 : threads;
    this.batchSize = batchSize;
    this.http = new Http2SolrClient.Builder(url).build();
    this.client =
        queued
            ? new ConcurrentUpdateHttp2SolrClient.Builder(url, http)
                .withThreadCount(threads)
                .withQueueSize(100)
                .build()
            : http;
    this.executor = Executors.newFixedThreadPool(this.threads);
  }

  /** Writes documents, given by their fields, and returns when all requests are done. */
  @Override
  public void accept(List<Map<String, Object>> documents) {
    var next = new AtomicInteger();
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      running.add(
          executor.submit(
              () -> {
                for (int start = next.getAndAdd(batchSize);
                    start < documents.size();
                    start = next.getAndAdd(batchSize)) {
                  int end = Math.min(start + batchSize, documents.size());
                  send(documents.subList(start, end));
                }
                return null;
              }));
    }
    try {
      for (Future<?> one : running) {
        one.get();
      }
      if (client instanceof ConcurrentUpdateHttp2SolrClient queue) {
        queue.blockUntilFinished();
      }
    } catch (ExecutionException | IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    executor.shutdownNow();
    client.close();
    http.close();
  }

  private void send(List<Map<String, Object>> documents) throws SolrServerException, IOException {
    Collection<SolrInputDocument> converted = new ArrayList<>(documents.size());
    for (Map<String, Object> fields : documents) {
      var document = new SolrInputDocument();
      fields.forEach(document::setField);
      converted.add(document);
    }
    client.add(core, converted);
  }
}
