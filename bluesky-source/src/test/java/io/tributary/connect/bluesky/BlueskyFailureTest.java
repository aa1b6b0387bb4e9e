package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlueskyFailureTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "400 | {\"error\":\"InvalidRequest\"} | CONFIGURATION | CONFIGURATION",
        "400 | <html>Bad Request</html> | DENIED | TRANSIENT",
        "400 | '' | DENIED | TRANSIENT",
        "400 | {\"error\":\"CursorTooOld\",\"message\":\"floor 5\"} | CURSOR_TOO_OLD |"
            + " CURSOR_TOO_OLD",
        "400 | {\"error\":\"UnknownZstdDictionary\"} | UNKNOWN_DICTIONARY | UNKNOWN_DICTIONARY",
        "401 | '' | DENIED | TRANSIENT",
        "403 | '' | DENIED | TRANSIENT",
        "404 | '' | NO_SUCH_STREAM | TRANSIENT",
        "414 | '' | DENIED | TRANSIENT",
        "429 | '' | TRANSIENT | TRANSIENT",
        "500 | '' | TRANSIENT | TRANSIENT",
        "503 | {\"error\":\"ServiceUnavailable\"} | TRANSIENT | TRANSIENT",
        "302 | '' | TRANSIENT | TRANSIENT"
      })
  void tellsWhatWillPassFromWhatWillNot(
      int status, String body, BlueskyFailure atFirst, BlueskyFailure afterSuccess) {
    var refused = new BlueskySignal.Refused(status, body);

    StreamKind kind = StreamKind.JETSTREAM_V2;
    assertThat(BlueskyFailure.of(refused, kind, false)).isEqualTo(atFirst);
    assertThat(BlueskyFailure.of(refused, kind, true)).isEqualTo(afterSuccess);
  }

  @ParameterizedTest
  @CsvSource({
    "invalid collection: app.bsky, CONFIGURATION",
    "<html>Bad Request</html>, TRANSIENT",
    "400 Bad Request, TRANSIENT",
    "{}, TRANSIENT",
    "'', TRANSIENT"
  })
  void takesTheWordsOfJetstreamV1ForAReason(String body, BlueskyFailure expected) {
    var refused = new BlueskySignal.Refused(400, body);

    assertThat(BlueskyFailure.of(refused, StreamKind.JETSTREAM_V1, true)).isEqualTo(expected);
  }
}
