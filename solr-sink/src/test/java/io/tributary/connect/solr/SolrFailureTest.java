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
  void knowsWhatAnAnswerOfSolrMeans(int status, String message, String kind) {
    String body =
        """
        {"responseHeader": {"status": %d}, "error": {"msg": "%s", "code": %d}}"""
            .formatted(status, message, status);
    SolrOutcome outcome = SolrFailure.of(new SolrHttp.Answer(status, body));
    assertThat(outcome.getClass().getSimpleName()).isEqualTo(kind);
    assertThat(outcome.toString()).contains(message, Integer.toString(status));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | <html>Sign in</html> | Unavailable",
        "200 | '' | Unavailable",
        "200 | {\"status\": \"ok\"} | Unavailable",
        "400 | <html>The plain HTTP request was sent to HTTPS port</html> | Broken",
        "400 | {\"error\": \"bad request\"} | Broken",
        "409 | <html>Conflict</html> | Unavailable",
        "413 | <html>Request Entity Too Large</html> | Refused",
        "500 | <html>Oops</html> | ServerError",
        "503 | <html>Service Unavailable</html> | Unavailable",
      })
  void blamesNoDocumentForWhatSomethingElseAnswers(int status, String body, String kind) {
    assertThat(SolrFailure.of(new SolrHttp.Answer(status, body)).getClass().getSimpleName())
        .isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"responseHeader\": {\"status\": 0, \"QTime\": 3}} | Accepted",
        "{\"responseHeader\": {\"rf\": 1, \"errors\": [], \"status\": 0}} | Accepted",
        "{\"responseHeader\": {\"status\": 500}} | ServerError",
        """
        {"responseHeader": {"status": 0, "errors": [{"type": "ADD", "id": "x", "message": "no"}]}} \
        | Refused""",
      })
  void readsWhatIsAccepted(String body, String kind) {
    assertThat(SolrFailure.of(new SolrHttp.Answer(200, body)).getClass().getSimpleName())
        .isEqualTo(kind);
  }

  @Test
  void findsTheDocumentThatAMessageNames() {
    assertThat(SolrFailure.document("ERROR: [doc=at://x/y] Error adding field 'n'='x'"))
        .contains("at://x/y");
    assertThat(SolrFailure.document("Bad Request")).isEmpty();
  }
}
