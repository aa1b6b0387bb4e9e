package io.tributary.connect.mastodon;

import io.tributary.connect.common.TaskMetric;
import io.tributary.connect.common.TributaryVersion;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.jspecify.annotations.Nullable;

/** The task's life cycle; the posting does the work. */
public final class MastodonSinkTask extends SinkTask {
  private final MastodonMetrics metrics = new MastodonMetrics();
  private @Nullable MastodonPosting posting;

  @Override
  public void initialize(SinkTaskContext worker) {
    super.initialize(worker);
    TaskMetric.register(() -> worker.pluginMetrics(), metrics.all());
  }

  @Override
  public String version() {
    return TributaryVersion.current();
  }

  @Override
  public void start(Map<String, String> properties) {
    // Some workers start a task twice in a row.
    stop();
    posting = MastodonPosting.start(properties, context, metrics);
  }

  @Override
  public void put(Collection<SinkRecord> records) {
    posting().put(records);
    TopicPartition[] partitions = context.assignment().toArray(new TopicPartition[0]);
    // The worker calls again by then; until all is done, it shall bring nothing more.
    posting()
        .dueIn()
        .ifPresentOrElse(
            wait -> {
              context.timeout(wait.toMillis());
              context.pause(partitions);
            },
            () -> context.resume(partitions));
  }

  @Override
  public Map<TopicPartition, OffsetAndMetadata> preCommit(
      Map<TopicPartition, OffsetAndMetadata> consumed) {
    return posting().commit(consumed);
  }

  @Override
  public void open(Collection<TopicPartition> partitions) {
    posting().open();
  }

  @Override
  public void close(Collection<TopicPartition> partitions) {
    posting().close(partitions);
  }

  @Override
  public void stop() {
    if (posting != null) {
      posting.close();
      posting = null;
    }
  }

  private MastodonPosting posting() {
    if (posting == null) {
      throw new ConnectException("The task has not been started");
    }
    return posting;
  }
}
