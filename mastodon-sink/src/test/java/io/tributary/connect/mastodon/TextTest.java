package io.tributary.connect.mastodon;

import static io.tributary.connect.mastodon.Samples.facet;
import static io.tributary.connect.mastodon.Samples.post;
import static io.tributary.connect.mastodon.Samples.uri;
import static io.tributary.connect.mastodon.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pure parts: rendering, counting, splitting. */
class TextTest {
  private static final String ZERO_WIDTH = "\u200b";
  private static final StatusLength LENGTH = new StatusLength(23);

  @Test
  void rendersFacetsByByteOffset() {
    String text = "👋🏽 see example.org/a… and @ann.bsky.social #tides";
    int link = bytes("👋🏽 see ");
    int linkEnd = link + bytes("example.org/a…");
    int mention = bytes("👋🏽 see example.org/a… and ");
    int mentionEnd = mention + bytes("@ann.bsky.social");
    List<Map<String, Object>> facets =
        List.of(
            facet(link, linkEnd, "link", "https://example.org/a/long/path"),
            facet(mention, mentionEnd, "mention", "did:plc:ann"));
    Map<String, Object> record = new HashMap<>(with(post("1", text), "facets", facets));

    assertThat(new PostText(MentionMode.NAME, Mentions.MASTODON).render(record))
        .isEqualTo(
            "👋🏽 see https://example.org/a/long/path and @%sann.bsky.social #tides"
                .formatted(ZERO_WIDTH));
    assertThat(new PostText(MentionMode.LINK, Mentions.MASTODON).render(record))
        .isEqualTo(
            "👋🏽 see https://example.org/a/long/path and"
                + " https://bsky.app/profile/ann.bsky.social #tides");
    assertThat(new PostText(MentionMode.STRIP, Mentions.MASTODON).render(record))
        .isEqualTo("👋🏽 see https://example.org/a/long/path and #tides");
  }

  @Test
  void theExampleOfTheReadmeIsTrue() {
    Map<String, Object> record =
        new HashMap<>(
            with(
                post("3k", "Slugs 4, lettuce 0: garden.example/sl... #garden"),
                "facets",
                List.of(facet(20, 40, "link", "https://garden.example/slugs"))));
    assertThat(new PostText(MentionMode.NAME, Mentions.MASTODON).render(record))
        .isEqualTo("Slugs 4, lettuce 0: https://garden.example/slugs #garden");
  }

  @Test
  void facetsThatCannotBeAreLeftAlone() {
    Map<String, Object> record =
        new HashMap<>(
            with(
                post("1", "é here"),
                "facets",
                List.of(
                    facet(1, 2, "link", "https://within-a-character"),
                    facet(3, 7, "link", "https://example.org/"),
                    facet(4, 6, "link", "https://overlaps"),
                    facet(5, 99, "link", "https://beyond"))));
    assertThat(new PostText(MentionMode.NAME, Mentions.MASTODON).render(record))
        .isEqualTo("é here (https://example.org/)");
  }

  @Test
  void aCardIsAppendedUnlessTheTextHasIt() {
    Map<String, Object> record = new HashMap<>(post("1", "Look"));
    record.put("card", Map.of("url", "https://example.org/1"));
    assertThat(new PostText(MentionMode.NAME, Mentions.MASTODON).render(record))
        .isEqualTo("Look\n\nhttps://example.org/1");
    record.put("text", "Look https://example.org/1");
    assertThat(new PostText(MentionMode.NAME, Mentions.MASTODON).render(record))
        .isEqualTo("Look https://example.org/1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "plain; 5",
        "👨‍👩‍👧‍👦🇩🇪; 2",
        "é; 1",
        "https://example.org/a/very/long/path/that/goes/on?and=on#forever; 23",
        "see https://a.io.; 28",
        "(https://example.org/x); 25",
        "example.org; 11",
        "http://localhost/x; 18",
        "@user@mastodon.example hi; 8",
        "mail me@example.org; 19",
        "xhttps://example.org/abcdefghijklmnop; 37"
      })
  void countsAsTheServerDoes(String text, int count) {
    assertThat(LENGTH.of(text)).isEqualTo(count);
  }

  @Test
  void whatFitsWithoutTheSpacesAroundItIsOnePiece() {
    String text = "x".repeat(40);
    assertThat(new StatusSplitter(LENGTH).split(" " + text + "  ", 40, 10, true))
        .containsExactly(text);
  }

  @Property(tries = 500)
  void everyPieceFitsAndNothingIsLost(
      @ForAll("texts") String text, @ForAll @IntRange(min = 40, max = 120) int max) {
    for (boolean numbered : new boolean[] {false, true}) {
      List<String> pieces = new StatusSplitter(LENGTH).split(text, max, 1_000, numbered);
      assertThat(pieces).allSatisfy(piece -> assertThat(LENGTH.of(piece)).isLessThanOrEqualTo(max));
      String joined =
          String.join(
              "",
              pieces.stream()
                  .map(
                      piece ->
                          numbered && pieces.size() > 1
                              ? piece.replaceFirst(" \\(\\d+/\\d+\\)$", "")
                              : piece)
                  .toList());
      assertThat(joined.replaceAll("\\s", "")).isEqualTo(text.replaceAll("\\s", ""));
    }
  }

  @Property(tries = 500)
  void whatIsTruncatedFitsAndKeepsItsLastUrl(
      @ForAll("texts") String text, @ForAll @IntRange(min = 40, max = 120) int max) {
    String url = "https://example.org/the/last/one";
    String truncated = new StatusSplitter(LENGTH).truncate(text + "\n\n" + url, max);
    assertThat(LENGTH.of(truncated)).isLessThanOrEqualTo(max);
    assertThat(truncated).endsWith(url);
  }

  @Property(tries = 1_000)
  void noTextOfARecordMentionsAnybody(@ForAll("mentions") String text) {
    String safe = Mentions.MASTODON.neutralise(text);
    assertThat(Pattern.compile("(?<![=/\\w])@[a-zA-Z0-9_]").matcher(safe).find())
        .as(safe)
        .isFalse();
    assertThat(safe).doesNotEndWith("@");
    assertThat(safe.replace(ZERO_WIDTH, "")).isEqualTo(text.replace(ZERO_WIDTH, ""));
  }

  @Test
  void nobodyIsPingedByWhatARecordSays() {
    try (var harness = new PostingHarness(Map.of("status.template", "${name}${text}"))) {
      harness.post("k", Map.of("name", "hi @", "text", "gargron and @ann@example.org @bob"));
      assertThat(harness.mastodon.texts()).hasSize(1);
      assertThat(harness.mastodon.pings).isEmpty();
    }
  }

  @Test
  void nobodyIsPingedByALinkOrWhereATextIsCut() {
    try (var harness = new PostingHarness()) {
      harness.mastodon.maxCharacters = 40;
      Map<String, Object> record =
          new HashMap<>(
              with(
                  post("1", "see x.y and " + "a".repeat(39) + "@eve"),
                  "facets",
                  List.of(facet(4, 7, "link", "https://x.y @gargron"))));
      record.put("card", Map.of("url", "https://x.y/ @ann"));
      record.put("quote", "at://x @bob/app.bsky.feed.post/1");
      harness.post("k", record);

      assertThat(harness.mastodon.texts()).hasSizeGreaterThan(2);
      assertThat(harness.mastodon.pings).isEmpty();
    }
  }

  @Test
  void htmlOfAFeedEntryBecomesText() {
    try (var harness =
        new PostingHarness(
            Map.of("status.template", "${title}[[\n\n${summary}]][[ by ${author}]]"))) {
      Map<String, Object> entry = new HashMap<>(Samples.entry("1", "Tides", "https://x.org"));
      entry.put("summary", "<p>Why &amp; when</p><p>See <a href='https://y.org'>there</a></p>");
      harness.post("feed#1", entry);
      assertThat(harness.mastodon.texts()).containsExactly("Tides\n\nWhy & when\nSee there");
    }
  }

  @Test
  void labelsHideAndLanguagesAndHashtagsFollow() {
    try (var harness = new PostingHarness(Map.of("hashtags.append", "Sea,${tags}"))) {
      Map<String, Object> record = new HashMap<>(post("1", "All about #tides"));
      record.put("labels", List.of("nudity", "unknown"));
      record.put("langs", List.of("de-CH", "en"));
      record.put("tags", List.of("tides", "spring tide", "2026"));
      harness.post("k", record);

      FakeStatus status = harness.mastodon.present().get(0);
      assertThat(status.text).isEqualTo("All about #tides\n\n#Sea #springTide");
      assertThat(status.spoiler).isEqualTo("Nudity");
      assertThat(status.sensitive).isTrue();
      assertThat(status.language).isEqualTo("de");
    }
  }

  @Test
  void theConfigurationSaysHowStatusesAreShown() {
    try (var harness =
        new PostingHarness(
            Map.of(
                "visibility", "private",
                "language", "nl",
                "labels.map", "spider=Spiders,porn=",
                "spoiler.text", "[[${season} of Tides]]"))) {
      harness.post(uri("1"), with(post("1", "Eight legs"), "labels", List.of("porn", "spider")));
      harness.post(uri("2"), with(with(post("2", "The end"), "season", "S2"), "langs", List.of()));
      harness.post(uri("3"), with(post("3", "Plain"), "labels", List.of("nudity")));

      assertThat(harness.mastodon.present())
          .extracting(status -> status.spoiler)
          .containsExactly("Spiders", "S2 of Tides", "");
      assertThat(harness.mastodon.present())
          .extracting(status -> status.sensitive)
          .containsExactly(true, true, false);
      assertThat(harness.mastodon.present())
          .allSatisfy(status -> assertThat(status.visibility).isEqualTo("private"))
          .allSatisfy(status -> assertThat(status.language).isEqualTo("nl"));
    }
    try (var harness = new PostingHarness(Map.of("sensitive", "true"))) {
      harness.post(uri("1"), post("1", "Plain"));
      assertThat(harness.mastodon.present())
          .singleElement()
          .satisfies(
              status -> {
                assertThat(status.visibility).isEqualTo("unlisted");
                assertThat(status.sensitive).isTrue();
                assertThat(status.spoiler).isEmpty();
              });
    }
  }

  @Test
  void aTextThatIsTooLongIsRefusedIfAskedTo() {
    try (var harness = new PostingHarness(Map.of("overflow", "reject"))) {
      harness.mastodon.maxCharacters = 10;
      harness.post("k", post("1", "More than ten"));
      assertThat(harness.reporter.reasons.get(0)).contains("13", "10", "overflow");
      assertThat(harness.mastodon.texts()).isEmpty();
    }
  }

  @Test
  void aFingerprintOutlivesTheServersHtml() {
    assertThat(
            StatusText.fingerprintOfHtml(
                "<p>Tides &amp; <a href=\"https://x\"><span class=\"invisible\">https://</span>"
                    + "example.org</a><br>more</p><p class=\"quote-inline\">RE: x</p>",
                "",
                false))
        .isEqualTo(StatusText.fingerprint("Tides & https://example.org\nmore", ""))
        .isNotEqualTo(StatusText.fingerprint("Tides & https://example.org\nless", ""))
        .isNotEqualTo(StatusText.fingerprint("Tides & https://example.org\nmore", "cw"));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            "word",
            " ",
            "\n\n",
            ". ",
            "Sentence.",
            "👨‍👩‍👧‍👦",
            "🇩🇪",
            "https://example.org/a/b?c=d",
            "é",
            "antidisestablishmentarianism-and-more-than-forty-characters-of-it",
            "!",
            "日本語。")
        .list()
        .ofMinSize(1)
        .ofMaxSize(60)
        .map(parts -> "x" + String.join("", parts));
  }

  @Provide
  Arbitrary<String> mentions() {
    return Arbitraries.of("@", "a", "bob", ".", " ", "/", "=", "_", "²", "é", "\n", "@ann@x.org")
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
