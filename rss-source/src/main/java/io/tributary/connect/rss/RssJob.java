package io.tributary.connect.rss;

import java.time.Instant;

/** Something to fetch. */
interface RssJob {
  /** What the limit of requests per host counts by. */
  String host();

  /** When it is to be fetched; only its schedule changes it while it waits there. */
  Instant due();

  void due(Instant newDue);
}
