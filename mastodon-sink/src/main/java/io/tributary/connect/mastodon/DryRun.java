package io.tributary.connect.mastodon;

import io.tributary.connect.mastodon.MastodonChange.Publish;
import io.tributary.connect.mastodon.MastodonChange.Remove;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what would be posted to a server with Mastodon's usual limits. */
final class DryRun implements MastodonPosting {
  private static final Logger log = LoggerFactory.getLogger(DryRun.class);

  private final MastodonMapper mapper;
  private final StatusPlan.Rules rules;
  private final MastodonReports reports;
  private final MastodonMetrics metrics;
  private final Optional<Duration> maxAge;
  private final Clock clock;

  DryRun(MastodonSinkConfig config, MastodonReports reports, MastodonMetrics metrics, Clock clock) {
    this.mapper = new MastodonMapper(config, Mentions.MASTODON);
    this.maxAge = config.maxAge();
    this.clock = clock;
    this.rules = new StatusPlan.Rules(config.overflow(), config.splitNumbers(), config.splitMax());
    this.reports = reports;
    this.metrics = metrics;
  }

  @Override
  public void put(Collection<SinkRecord> records) {
    for (SinkRecord record : records) {
      try {
        show(mapper.map(record));
      } catch (DataException e) {
        refuse(record, e);
      } catch (StackOverflowError e) {
        refuse(record, new DataException("it is nested too deeply", e));
      }
    }
  }

  private void refuse(SinkRecord record, DataException reason) {
    reports.report(new MastodonItem(record), reason);
    metrics.refused();
  }

  private void show(MastodonChange change) {
    if (change instanceof Publish publish) {
      Draft draft = publish.draft();
      StatusPlan plan = rules.plan(draft, draft.quoteUrl(), InstanceLimits.DEFAULT);
      for (StatusPlan.Part part : plan.parts()) {
        log.info(
            "Would {} {}{} ({}{}{}, {} media):\n{}",
            publish.update() ? "edit" : "post",
            publish.key(),
            isTooOld(publish) ? ", were it not older than " + MastodonSinkConfig.MAX_AGE_MS : "",
            draft.visibility().text(),
            draft.language() == null ? "" : ", " + draft.language(),
            plan.spoiler().isEmpty() ? "" : ", behind \"" + plan.spoiler() + "\"",
            part.media().size(),
            part.words(plan.spoiler(), !part.media().isEmpty()));
      }
    } else if (change instanceof Remove remove) {
      log.info("Would delete {}", remove.keys().get(0));
    }
  }

  /** What was posted before can be edited at any age. */
  private boolean isTooOld(Publish publish) {
    return !publish.update()
        && maxAge.isPresent()
        && publish.time().isBefore(clock.instant().minus(maxAge.get()));
  }

  @Override
  public void open() {}

  @Override
  public Optional<Duration> dueIn() {
    return Optional.empty();
  }

  @Override
  public Map<TopicPartition, OffsetAndMetadata> commit(
      Map<TopicPartition, OffsetAndMetadata> consumed) {
    return consumed;
  }

  @Override
  public void close(Collection<TopicPartition> revoked) {}

  @Override
  public void close() {}
}
