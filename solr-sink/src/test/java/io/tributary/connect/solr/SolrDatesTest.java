package io.tributary.connect.solr;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.util.Date;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SolrDatesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-21T09:30:15Z",
        "2026-11-21T09:30:15.123Z",
        "2026-11-21T09:30:15.123456Z",
        "2026-11-21T09:30:15.1Z",
        "2026-11-21T09:30Z",
        "2026-11-21T09:30:15+01:00",
        "2024-02-29T23:59:59.999Z",
        "1969-12-31T23:59:59.001Z",
        "0001-01-01T00:00:00Z",
        "+12026-11-21T09:30:15Z",
      })
  void readsWhatTheClassLibraryReads(String text) {
    assertThat(SolrDates.date(text)).isEqualTo(Date.from(OffsetDateTime.parse(text).toInstant()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "2026-11-21",
        "2026-11-21T09:30:15",
        "2026-13-01T00:00:00Z",
        "2025-02-29T00:00:00Z",
        "2026-11-21T24:00:00Z",
        "2026-11-21T09:60:00Z",
        "2026-11-21T09:30:60Z",
        "2026-11-21T09:30:15,123Z",
        "2026-11-21 09:30:15Z",
        "2026-11-21T09:30:1xZ",
        "xxxx-xx-xxTxx:xx:xxZ",
      })
  void leavesOtherTextsAsTheyAre(String text) {
    assertThat(SolrDates.date(text)).isEqualTo(text);
  }
}
