package io.tributary.connect.rss;

import java.time.Instant;

/** Something to fetch. */
interface RssJob {
  /** What the limit of requests per host counts by. */
  String host();

  /** When it is to be fetched; does not change while it waits in a schedule. */
  Instant due();
}
