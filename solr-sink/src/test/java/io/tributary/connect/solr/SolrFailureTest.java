package io.tributary.connect.solr;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SolrFailureTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | '' | Accepted",
        "400 | ERROR: [doc=1] unknown field 'x' | Refused",
        "400 | unknown UpdateRequestProcessorChain: versioned | Broken",
        "401 | Authentication required | Broken",
        "403 | Unauthorized request | Broken",
        "403 | Collection posts is read-only. | Unavailable",
        "404 | Can not find: /solr/posts/update | Broken",
        "408 | Request Timeout | Unavailable",
        "409 | version conflict for 1 | Conflict",
        "413 | Payload Too Large | Refused",
        "415 | Unsupported ContentType | Broken",
        "429 | Too many requests | Unavailable",
        "500 | java.lang.NullPointerException | ServerError",
        "502 | Bad Gateway | Unavailable",
        "503 | No registered leader was found | Unavailable",
        "504 | Gateway Timeout | Unavailable",
        "302 | Found | Broken",
      })
  void knowsWhatAnAnswerMeans(int status, String message, String kind) {
    SolrOutcome outcome = SolrFailure.of(status, message);
    assertThat(outcome.getClass().getSimpleName()).isEqualTo(kind);
    if (status != 200) {
      assertThat(outcome.toString()).contains(message, Integer.toString(status));
    }
  }

  @Test
  void findsTheDocumentThatAMessageNames() {
    assertThat(SolrFailure.document("ERROR: [doc=at://x/y] Error adding field 'n'='x'"))
        .contains("at://x/y");
    assertThat(SolrFailure.document("Bad Request")).isEmpty();
  }
}
