package io.tributary.connect.rss;

import static io.tributary.connect.rss.RssItem.trimmed;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.connect.common.HtmlText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.jspecify.annotations.Nullable;

/** Reads transcripts: SRT, WebVTT, the JSON of the podcast namespace, HTML and plain text. */
final class RssTranscriptParser {
  private static final Pattern TIMING =
      Pattern.compile("\\s*([\\d:.,]{4,15})\\s*-->\\s*([\\d:.,]{4,15})(?:\\s.*)?");
  private static final Pattern VOICE = Pattern.compile("v(?:\\.[^ \\t]*+)?[ \\t]++(.+)");
  private static final Pattern CLOCK = Pattern.compile("[\\d:.]+");
  // Far more than a screen has room for.
  private static final int LONGEST_CUE = 10_000;
  private static final int MOST_SEGMENTS = 200_000;

  private RssTranscriptParser() {}

  /**
   * Reads a file.
   *
   * @throws RssParseException if it is not of the format it should be, nor of another that has
   *     times
   */
  static RssTranscript parse(byte[] body, @Nullable String charset, RssTranscriptFormat format)
      throws RssParseException {
    String text = RssCharset.decode(body, charset).replace("\ufeff", "");
    if (text.isBlank()) {
      throw new RssParseException("an empty file", null);
    }
    List<RssTranscript.Segment> segments = timed(text, format);
    if (segments.size() > MOST_SEGMENTS) {
      throw new RssParseException("more than %,d cues".formatted(MOST_SEGMENTS), null);
    }
    if (!segments.isEmpty()) {
      return RssTranscript.of(segments);
    }
    String plain =
        switch (format) {
          case HTML -> HtmlText.parse(text, "").text();
          case TEXT -> text.strip();
          case JSON, VTT, SRT ->
              throw new RssParseException(
                  "a file without a single cue, though it should be " + format, null);
        };
    if (plain.isEmpty()) {
      throw new RssParseException("a file without words", null);
    }
    return new RssTranscript(plain, List.of());
  }

  /** Reads the format that the file has, whatever it is called. */
  private static List<RssTranscript.Segment> timed(String text, RssTranscriptFormat format)
      throws RssParseException {
    String start = text.stripLeading();
    if (start.startsWith("{") || start.startsWith("[")) {
      return format == RssTranscriptFormat.TEXT ? List.of() : json(text);
    }
    if (start.startsWith("<") && !start.startsWith("<v")) {
      return format == RssTranscriptFormat.HTML ? html(text) : List.of();
    }
    return text.contains("-->") ? cues(text) : List.of();
  }

  private static List<RssTranscript.Segment> json(String text) throws RssParseException {
    JsonNode file = RssJson.tree(text);
    List<RssTranscript.Segment> segments = new ArrayList<>();
    for (JsonNode segment : file.path("segments")) {
      String body = trimmed(segment.path("body").textValue());
      JsonNode start = segment.path("startTime");
      if (body != null && start.isNumber() && start.asDouble() >= 0) {
        segments.add(
            new RssTranscript.Segment(
                milliseconds(start),
                segment.path("endTime").isNumber() ? milliseconds(segment.path("endTime")) : null,
                trimmed(segment.path("speaker").textValue()),
                body));
      }
    }
    return segments;
  }

  private static long milliseconds(JsonNode seconds) {
    return Math.round(seconds.asDouble() * 1000);
  }

  /** SRT and WebVTT: a line with two times, then lines of text up to an empty one. */
  private static List<RssTranscript.Segment> cues(String text) {
    List<RssTranscript.Segment> segments = new ArrayList<>();
    List<String> lines = text.lines().toList();
    int at = 0;
    while (at < lines.size()) {
      Matcher timing = TIMING.matcher(lines.get(at++));
      Long start = timing.matches() ? time(timing.group(1)) : null;
      if (start == null) {
        continue;
      }
      List<String> words = new ArrayList<>();
      while (at < lines.size() && !lines.get(at).isBlank()) {
        words.add(lines.get(at++));
      }
      cue(start, time(timing.group(2)), String.join(" ", words), segments);
    }
    return segments;
  }

  private static void cue(
      long start, @Nullable Long end, String markup, List<RssTranscript.Segment> segments) {
    String cut = markup.substring(0, Math.min(markup.length(), LONGEST_CUE));
    var text = new StringBuilder();
    String speaker = null;
    int at = 0;
    while (at < cut.length()) {
      int tag = cut.indexOf('<', at);
      int close = tag < 0 ? -1 : cut.indexOf('>', tag);
      if (close < 0) {
        // The rest has no tag, whatever it has.
        text.append(cut, at, cut.length());
        break;
      }
      text.append(cut, at, tag);
      Matcher voice = VOICE.matcher(cut).region(tag + 1, close);
      if (speaker == null && voice.matches()) {
        speaker = plain(voice.group(1));
      }
      at = close + 1;
    }
    String words = plain(text.toString());
    if (words != null) {
      segments.add(new RssTranscript.Segment(start, end, speaker, words));
    }
  }

  private static @Nullable String plain(String markup) {
    return trimmed(Parser.unescapeEntities(markup, false).replaceAll("\\s+", " "));
  }

  private static @Nullable Long time(String text) {
    return RssChapters.milliseconds(text.replace(',', '.'));
  }

  /** As the podcast namespace suggests: {@code cite} for who, {@code time} for when, then text. */
  private static List<RssTranscript.Segment> html(String text) {
    List<RssTranscript.Segment> segments = new ArrayList<>();
    Document document = Jsoup.parse(text);
    String speaker = null;
    Long start = null;
    for (Element element : document.body().select("cite, time, p")) {
      String words = trimmed(element.text());
      if (words == null) {
        continue;
      }
      if (element.nameIs("cite")) {
        speaker = trimmed(words.replaceFirst(":$", ""));
      } else if (element.nameIs("time")) {
        start = CLOCK.matcher(words).matches() ? RssChapters.milliseconds(words) : null;
      } else if (start != null) {
        segments.add(new RssTranscript.Segment(start, null, speaker, words));
      }
    }
    return segments;
  }
}
