package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RssTranscriptParserTest {
  @Test
  void readsWebVtt() throws RssParseException {
    RssTranscript transcript = fixture("ferry.vtt", RssTranscriptFormat.VTT);

    assertThat(transcript.segments())
        .containsExactly(
            segment(500, 4_000L, "Mo Adeyemi", "The ferry is late again,"),
            segment(4_000, 7_250L, "Lena Voss", "late & full. As ever."),
            segment(3_600_000, 3_602_000L, null, "Goodbye."));
    assertThat(transcript.text())
        .isEqualTo("The ferry is late again,\nlate & full. As ever.\nGoodbye.");
  }

  @Test
  void readsSrt() throws RssParseException {
    String windows = Fixture.text("transcript/ferry.srt").replaceAll("\r?\n", "\r\n");

    assertThat(parse(windows, RssTranscriptFormat.SRT).segments())
        .containsExactly(
            segment(500, 4_000L, null, "The ferry is late again,"),
            segment(4_000, 7_250L, null, "late & full. As ever."));
  }

  @Test
  void readsTheJsonOfThePodcastNamespace() throws RssParseException {
    assertThat(fixture("ferry.json", RssTranscriptFormat.JSON).segments())
        .containsExactly(
            segment(500, 4_000L, "Mo Adeyemi", "The ferry is late again,"),
            segment(4_000, 7_250L, "Lena Voss", "late & full."),
            segment(60_000, null, null, "Goodbye."));
  }

  @Test
  void readsHtmlWithAndWithoutTimes() throws RssParseException {
    assertThat(fixture("ferry.html", RssTranscriptFormat.HTML).segments())
        .containsExactly(
            segment(0, null, "Mo Adeyemi", "The ferry is late again,"),
            segment(3_724_000, null, "Lena Voss", "late & full."),
            segment(3_724_000, null, "Lena Voss", "As ever."));
    RssTranscript plain = parse("<p>One.</p><p>Two &amp; three.</p>", RssTranscriptFormat.HTML);
    assertThat(plain).isEqualTo(new RssTranscript("One.\nTwo & three.", List.of()));
  }

  @Test
  void readsPlainText() throws RssParseException {
    assertThat(parse("\n One line.\nAnother.\n", RssTranscriptFormat.TEXT))
        .isEqualTo(new RssTranscript("One line.\nAnother.", List.of()));
    assertThat(parse("{ laughs }", RssTranscriptFormat.TEXT).text()).isEqualTo("{ laughs }");
  }

  @Test
  void believesTheFileRatherThanItsLabel() throws RssParseException {
    assertThat(fixture("ferry.vtt", RssTranscriptFormat.SRT).segments()).hasSize(3);
    assertThat(fixture("ferry.srt", RssTranscriptFormat.TEXT).segments()).hasSize(2);
    assertThat(fixture("ferry.json", RssTranscriptFormat.VTT).segments()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({
    "'', TEXT, an empty file",
    "WEBVTT, VTT, without a single cue",
    "<html><body>Not found</body></html>, SRT, without a single cue",
    "<p> </p>, HTML, without words",
    "'{\"segments\": [', JSON, broken JSON",
    "'{\"segments\": 5}', JSON, without a single cue"
  })
  void refusesWhatIsNoTranscript(String file, RssTranscriptFormat format, String reason) {
    assertThatThrownBy(() -> parse(file, format))
        .isInstanceOf(RssParseException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<", "<v ", "<v. ", " ", "<v\t", "&", "1:"})
  void takesNoLongerForCuesThatAreNothingButMarkup(String piece) {
    String cue = piece.repeat(3_000_000 / piece.length());
    String file = "00:00.000 --> 00:01.000\n" + cue + "\n" + cue + "\n\n" + cue + "--> " + cue;

    assertTimeout(
        Duration.ofSeconds(10),
        () -> parse(file + "\n\n00:02.000 --> 00:03.000\nwords", RssTranscriptFormat.VTT));
  }

  @Test
  void readsVoicesOfAnyShape() throws RssParseException {
    String file =
        """
        00:00.000 --> 00:01.000
        <v.loud  Ann \t><i>a</i> < b<v Bo>, c

        00:02.000 --> 00:03.000
        <video>d <v > e
        """;

    assertThat(parse(file, RssTranscriptFormat.VTT).segments())
        .containsExactly(segment(0, 1_000L, "Ann", "a , c"), segment(2_000, 3_000L, null, "d e"));
  }

  @Test
  void cutsPassagesThatAreNoLongerThanAllowed() {
    RssTranscript transcript =
        RssTranscript.of(
            LongStream.range(0, 10)
                .mapToObj(i -> segment(i * 4_000, i * 4_000 + 4_000, null, "w" + i))
                .toList());

    List<RssTranscript> passages = transcript.passages(Duration.ofSeconds(12));

    assertThat(passages)
        .extracting(RssTranscript::text)
        .containsExactly("w0 w1 w2", "w3 w4 w5", "w6 w7 w8", "w9");
    assertThat(passages).extracting(RssTranscript::startMs).doesNotHaveDuplicates();
    assertThat(passages.get(1).endMs()).isEqualTo(24_000);
  }

  @Test
  void cutsPassagesOfCuesThatEndBeforeTheyStart() {
    RssTranscript transcript =
        RssTranscript.of(
            LongStream.range(0, 10).mapToObj(i -> segment(i * 4_000, 0L, null, "w" + i)).toList());

    assertThat(transcript.passages(Duration.ofSeconds(12))).hasSizeGreaterThan(2);
  }

  @Test
  void givesNoTwoPassagesTheSameBeginning() {
    RssTranscript transcript =
        RssTranscript.of(
            List.of(
                segment(0, 90_000L, null, "long"),
                segment(0, 95_000L, null, "as long"),
                segment(1_000, 2_000L, null, "within")));

    assertThat(transcript.passages(Duration.ofSeconds(30)))
        .extracting(RssTranscript::text)
        .containsExactly("long as long within");
    assertThat(new RssTranscript("all", List.of()).passages(Duration.ofSeconds(1))).hasSize(1);
  }

  private static RssTranscript.Segment segment(
      long start, @Nullable Long end, @Nullable String speaker, String text) {
    return new RssTranscript.Segment(start, end, speaker, text);
  }

  private static RssTranscript fixture(String name, RssTranscriptFormat format)
      throws RssParseException {
    return RssTranscriptParser.parse(Fixture.bytes("transcript/" + name), null, format);
  }

  private static RssTranscript parse(String text, RssTranscriptFormat format)
      throws RssParseException {
    return RssTranscriptParser.parse(text.getBytes(StandardCharsets.UTF_8), null, format);
  }
}
