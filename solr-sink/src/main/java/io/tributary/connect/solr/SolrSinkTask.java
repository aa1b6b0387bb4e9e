package io.tributary.connect.solr;

import io.tributary.connect.common.TributaryVersion;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.jspecify.annotations.Nullable;

/** The task's life cycle; the writer does the work. */
public final class SolrSinkTask extends SinkTask {
  private @Nullable SolrWriter writer;

  @Override
  public String version() {
    return TributaryVersion.current();
  }

  @Override
  public void start(Map<String, String> properties) {
    // Some workers start a task twice in a row.
    stop();
    writer = SolrWriter.start(new SolrSinkConfig(properties), context);
  }

  @Override
  public void open(Collection<TopicPartition> partitions) {
    writer().open(partitions);
  }

  @Override
  public void put(Collection<SinkRecord> records) {
    writer().put(records);
    // The worker calls again by then, with records or without.
    writer().dueIn().ifPresent(wait -> context.timeout(wait.toMillis()));
  }

  @Override
  public Map<TopicPartition, OffsetAndMetadata> preCommit(
      Map<TopicPartition, OffsetAndMetadata> consumed) {
    return writer().commit(consumed);
  }

  @Override
  public void close(Collection<TopicPartition> partitions) {
    writer().close(partitions);
  }

  @Override
  public void stop() {
    if (writer != null) {
      writer.close();
      writer = null;
    }
  }

  private SolrWriter writer() {
    if (writer == null) {
      throw new ConnectException("The task has not been started");
    }
    return writer;
  }
}
