package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RssDatesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Wed, 02 Oct 2002 13:00:00 GMT | 2002-10-02T13:00:00Z",
        "Wed, 02 Oct 2002 15:00:00 +0200 | 2002-10-02T13:00:00Z",
        "2 Oct 02 08:00 EST | 2002-10-02T13:00:00Z",
        "Wednesday, 2 October 2002 13:00:00 | 2002-10-02T13:00:00Z",
        "Wed,2 Oct 2002 13:00:00 Z | 2002-10-02T13:00:00Z",
        "Wed, 02 Oct 1999 05:00:00 PDT | 1999-10-02T12:00:00Z",
        "02 Oct 99 13:00 UT | 1999-10-02T13:00:00Z",
        "02-Oct-2002 13:00:00 GMT+1:00 | 2002-10-02T12:00:00Z",
        "2 Oct 2002 | 2002-10-02T00:00:00Z",
        "2002-10-02T13:00:00Z | 2002-10-02T13:00:00Z",
        "2002-10-02T13:00:00+02:00 | 2002-10-02T11:00:00Z",
        "2002-10-02 13:00:00 -0130 | 2002-10-02T14:30:00Z",
        "2002-10-02T13:00:00.123456Z | 2002-10-02T13:00:00.123456Z",
        "2002-10-02T13:00 | 2002-10-02T13:00:00Z",
        "2002-10-02 | 2002-10-02T00:00:00Z",
        "2002-10 | 2002-10-01T00:00:00Z",
        "2002/10/02 13:00:00 | 2002-10-02T13:00:00Z",
        "2002-10-02T24:00:00Z | 2002-10-03T00:00:00Z",
        "2002-10-02T13:00:60Z | 2002-10-02T13:00:59Z",
        "2002-10-02T1:05:00 PM | 2002-10-02T13:05:00Z",
        "20021002T130000Z | 2002-10-02T13:00:00Z",
        "20021002 | 2002-10-02T00:00:00Z",
        "Wed Oct  2 13:00:00 2002 | 2002-10-02T13:00:00Z",
        "Wed Oct 02 13:00:00 CEST 2002 | 2002-10-02T11:00:00Z",
        "October 2, 2002 1:00 pm | 2002-10-02T13:00:00Z",
        "Wednesday, October 2nd, 2002, 13:00 EDT | 2002-10-02T17:00:00Z",
        "Oct. 2, 2002 12:30 a.m. | 2002-10-02T00:30:00Z",
        "10/02/2002 13:00:00 | 2002-10-02T13:00:00Z",
        "23/10/2002 13:00 | 2002-10-23T13:00:00Z",
        "02.10.2002 13:00 | 2002-10-02T13:00:00Z",
        "02-10-2002 | 2002-10-02T00:00:00Z",
        "Mi, 02 Okt 2002 13:00:00 +0200 | 2002-10-02T11:00:00Z",
        "mer., 02 févr. 2022 13:00:00 +0100 | 2022-02-02T12:00:00Z",
        "2. März 2022 | 2022-03-02T00:00:00Z",
        "2 juillet 2022 13:00 | 2022-07-02T13:00:00Z",
        "2 de octubre de 2022 | 2022-10-02T00:00:00Z",
        "Wed, 02 Oct 2002 13:00:00 GMT+0200 (CEST) | 2002-10-02T11:00:00Z",
        "1033563600 | 2002-10-02T13:00:00Z",
        "1033563600000 | 2002-10-02T13:00:00Z"
      })
  void readsTheDatesThatFeedsContain(String text, Instant expected) {
    assertThat(RssDates.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "32 Jan 2024 00:00 GMT",
        "1 Foo 2024 00:00 GMT",
        "2024-13-01",
        "2024-01-01T25:00:00Z",
        "2024-01-01T10:75:00Z",
        "13/13/2024",
        "12:00",
        "2024",
        "0001-01-01T00:00:00Z",
        "2024-02-30T00:00:00Z",
        "2024-01-01T00:00:00+99:00",
        "0"
      })
  void takesAnythingElseForNoDate(String text) {
    assertThat(RssDates.parse(text)).isNull();
  }

  @Test
  void isNotSlowedDownByLongText() {
    assertThat(RssDates.parse("Wed, ".repeat(100_000))).isNull();
    assertThat(RssDates.parse(null)).isNull();
  }
}
