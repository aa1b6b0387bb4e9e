package io.tributary.connect.rss;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was said in an episode.
 *
 * @param text all of it
 * @param segments when which part was said, in order; empty if the file does not tell
 */
record RssTranscript(String text, List<Segment> segments) {

  /** Something said, in milliseconds from the beginning. */
  record Segment(long startMs, @Nullable Long endMs, @Nullable String speaker, String text) {
    long end() {
      return endMs == null ? startMs : Math.max(startMs, endMs);
    }
  }

  /** Makes a transcript of segments in any order. */
  static RssTranscript of(List<Segment> segments) {
    List<Segment> ordered = new ArrayList<>(segments);
    ordered.sort(Comparator.comparingLong(Segment::startMs));
    return new RssTranscript(text(ordered), List.copyOf(ordered));
  }

  /**
   * Cuts it into passages no longer than so much, unless a single segment is. No two begin at the
   * same time.
   */
  List<RssTranscript> passages(Duration longest) {
    if (segments.isEmpty()) {
      return List.of(this);
    }
    List<RssTranscript> passages = new ArrayList<>();
    List<Segment> passage = new ArrayList<>();
    for (Segment segment : segments) {
      if (!passage.isEmpty()) {
        long start = passage.get(0).startMs();
        if (segment.startMs() > start && segment.end() - start > longest.toMillis()) {
          passages.add(of(passage));
          passage.clear();
        }
      }
      passage.add(segment);
    }
    passages.add(of(passage));
    return passages;
  }

  long startMs() {
    return segments.isEmpty() ? 0 : segments.get(0).startMs();
  }

  @Nullable Long endMs() {
    return segments.isEmpty()
        ? null
        : segments.stream().mapToLong(Segment::end).max().orElseThrow();
  }

  /** A line for each turn of a speaker. */
  private static String text(List<Segment> segments) {
    var text = new StringBuilder();
    String speaker = null;
    for (Segment segment : segments) {
      if (!text.isEmpty()) {
        text.append(Objects.equals(speaker, segment.speaker()) ? ' ' : '\n');
      }
      text.append(segment.text());
      speaker = segment.speaker();
    }
    return text.toString();
  }
}
