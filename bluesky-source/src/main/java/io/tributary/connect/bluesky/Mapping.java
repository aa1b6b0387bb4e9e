package io.tributary.connect.bluesky;

import org.apache.kafka.connect.source.SourceRecord;

/** What an event becomes. */
sealed interface Mapping {
  record Mapped(SourceRecord record) implements Mapping {}

  /** The configuration does not ask for it. */
  record Unwanted() implements Mapping {}

  /** It would be refused by Kafka, which would stop the connector. */
  record Impossible(String reason) implements Mapping {}
}
