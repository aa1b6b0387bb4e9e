package io.tributary.connect.bluesky;

import io.tributary.connect.common.TimestampFormat;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/** The schemas of all that is no post; they may only grow by optional fields. */
final class EventSchemas {
  static final String EVENT_NAME = "io.tributary.bluesky.Event";
  static final String IDENTITY_NAME = "io.tributary.bluesky.Identity";
  static final String ACCOUNT_NAME = "io.tributary.bluesky.Account";
  static final int VERSION = 1;

  private EventSchemas() {}

  /** A record of any collection, as it came, or that it was deleted. */
  static Schema event(TimestampFormat format) {
    return named(EVENT_NAME)
        .field("uri", Schema.STRING_SCHEMA)
        .field("did", Schema.STRING_SCHEMA)
        .field("collection", Schema.STRING_SCHEMA)
        .field("rkey", Schema.STRING_SCHEMA)
        .field("cid", Schema.OPTIONAL_STRING_SCHEMA)
        .field("rev", Schema.STRING_SCHEMA)
        .field("operation", Schema.STRING_SCHEMA)
        .field("event_time", format.schema())
        .field("record", Schema.OPTIONAL_STRING_SCHEMA)
        .build();
  }

  static Schema identity(TimestampFormat format) {
    return named(IDENTITY_NAME)
        .field("did", Schema.STRING_SCHEMA)
        .field("handle", Schema.OPTIONAL_STRING_SCHEMA)
        .field("event_time", format.schema())
        .build();
  }

  static Schema account(TimestampFormat format) {
    return named(ACCOUNT_NAME)
        .field("did", Schema.STRING_SCHEMA)
        .field("active", Schema.BOOLEAN_SCHEMA)
        .field("status", Schema.OPTIONAL_STRING_SCHEMA)
        .field("event_time", format.schema())
        .build();
  }

  private static SchemaBuilder named(String name) {
    return SchemaBuilder.struct().name(name).version(VERSION);
  }
}
