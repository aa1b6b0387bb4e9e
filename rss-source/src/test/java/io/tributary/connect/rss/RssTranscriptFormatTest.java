package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RssTranscriptFormatTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "''    | json,vtt,srt,html,text | text/vtt;en application/json;en         | 1",
        "''    | vtt,json               | text/vtt;en application/json;en         | 0",
        "''    | vtt                    | application/json;en text/html;en        | none",
        "''    | json,vtt               | application/json;de text/vtt;en-GB      | 1",
        "''    | json,vtt               | application/json;de text/vtt            | 1",
        "de,fr | json,vtt               | application/json;en text/vtt;fr         | 1",
        "de,fr | json,vtt               | text/vtt;fr text/vtt;DE-at              | 1",
        "de    | json,vtt               | text/vtt;en application/json;es         | 1",
        "en    | srt                    | application/octet-stream;en             | none",
        "''    | srt,text               | 'text/plain;en application/x-subrip;en' | 1"
      })
  void picksByLanguageThenByFormat(
      String languages, String formats, String offered, Integer expected) throws RssParseException {
    var links = new StringBuilder();
    List<String> transcripts = Arrays.asList(offered.split(" +"));
    for (int i = 0; i < transcripts.size(); i++) {
      List<String> parts = Arrays.asList(transcripts.get(i).split(";"));
      links.append(
          "<podcast:transcript url='https://cdn.example/%d' type='%s'%s/>"
              .formatted(
                  i, parts.get(0), parts.size() > 1 ? " language='" + parts.get(1) + "'" : ""));
    }
    RssEntry entry =
        Fixture.parseText(
                """
                <rss xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel>
                <language>en-us</language><item><guid>1</guid>%s</item></channel></rss>"""
                    .formatted(links))
            .entries()
            .get(0);

    RssEpisode.Transcript best =
        RssTranscriptFormat.best(
            entry,
            languages.isEmpty() ? List.of() : Arrays.asList(languages.split(",")),
            Arrays.stream(formats.split(",")).map(RssTranscriptFormat::named).toList());

    assertThat(best == null ? null : best.url())
        .isEqualTo(expected == null ? null : "https://cdn.example/" + expected);
  }
}
