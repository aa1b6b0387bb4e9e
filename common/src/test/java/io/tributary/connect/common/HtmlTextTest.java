package io.tributary.connect.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HtmlTextTest {
  @Test
  void putsParagraphsHeadingsAndListItemsOnLinesOfTheirOwn() {
    assertThat(
            text(
                """
                <h2>Sown  today</h2>
                <p>First the <a href="soil">soil</a>,
                   then the <b>beans</b>.</p><p>Then<br>rain.</p>
                <ul><li>broad</li><li><p>runner</p></li></ul>
                <script>alert("no")</script><style>p {}</style>
                """))
        .isEqualTo(
            """
            Sown today
            First the soil, then the beans.
            Then
            rain.
            broad
            runner""");
  }

  @Test
  void keepsLinesOfPreformattedTextAndCellsOfOneRowTogether() {
    assertThat(
            text(
                "<pre>a\n  <i>b</i></pre><table><tr><td>1</td><td>2</td></tr><tr><td>3</td></table>"))
        .isEqualTo("a\n  b\n1 2\n3");
  }

  @Test
  void decodesEntities() {
    assertThat(text("Fish &amp; chips&nbsp;&mdash; 5&#8364;")).isEqualTo("Fish & chips — 5€");
  }

  @Test
  void listsWebLinksOnce() {
    assertThat(
            HtmlText.parse(
                    """
                    <a href="/a">a</a> <a href="mailto:x@y.example">m</a> <a>none</a>
                    <a href="https://b.example/">b</a> <a href="javascript:void(0)">j</a>""",
                    "https://site.example/post/1")
                .links())
        .containsExactly("https://site.example/a", "https://b.example/");
  }

  @Test
  void readsTheFirstMillionCharacters() {
    String page = "<a href='/%d'>link</a>";
    HtmlText html =
        HtmlText.parse(
            page.formatted(1) + " ".repeat(1 << 20) + page.formatted(2), "https://site.example/");

    assertThat(html.links()).containsExactly("https://site.example/1");
    assertThat(html.text()).isEqualTo("link");
  }

  @Test
  void tellsMarkupFromPlainText() {
    assertThat(HtmlText.isMarkup("a < b & c > d; e")).isFalse();
    assertThat(HtmlText.isMarkup("line\nline")).isFalse();
    assertThat(HtmlText.isMarkup("a<br/>b")).isTrue();
    assertThat(HtmlText.isMarkup("a &amp; b")).isTrue();
  }

  private static String text(String html) {
    return HtmlText.parse(html, "").text();
  }
}
