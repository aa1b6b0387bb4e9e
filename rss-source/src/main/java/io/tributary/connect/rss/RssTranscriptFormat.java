package io.tributary.connect.rss;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The formats that transcripts come in. */
enum RssTranscriptFormat {
  JSON,
  VTT,
  SRT,
  HTML,
  TEXT;

  /** The format of a MIME type. */
  static Optional<RssTranscriptFormat> of(String mimeType) {
    String bare = mimeType.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    return switch (bare) {
      case "application/json", "text/json" -> Optional.of(JSON);
      case "text/vtt", "application/vtt" -> Optional.of(VTT);
      case "application/x-subrip", "application/srt", "text/srt" -> Optional.of(SRT);
      case "text/html", "application/xhtml+xml" -> Optional.of(HTML);
      case "text/plain" -> Optional.of(TEXT);
      default -> Optional.empty();
    };
  }

  /** The format that a property calls by this name. */
  static RssTranscriptFormat named(String name) {
    return valueOf(name.strip().toUpperCase(Locale.ROOT));
  }

  /**
   * Picks the best of an episode's transcripts: by language first, then by format.
   *
   * @param languages the languages that are preferred, or none for that of the episode
   * @param formats those that are wanted at all, best first
   */
  static RssEpisode.@Nullable Transcript best(
      RssEntry entry, List<String> languages, List<RssTranscriptFormat> formats) {
    RssEpisode episode = entry.episode();
    RssEpisode.Transcript best = null;
    int lowest = Integer.MAX_VALUE;
    for (RssEpisode.Transcript transcript :
        episode == null ? List.<RssEpisode.Transcript>of() : episode.transcripts()) {
      int format = of(transcript.mimeType()).map(formats::indexOf).orElse(-1);
      int rank = language(transcript, entry, languages) * formats.size() + format;
      if (format >= 0 && rank < lowest) {
        best = transcript;
        lowest = rank;
      }
    }
    return best;
  }

  private static int language(
      RssEpisode.Transcript transcript, RssEntry entry, List<String> languages) {
    String language = transcript.language() != null ? transcript.language() : entry.language();
    if (languages.isEmpty()) {
      return matches(language, entry.language()) ? 0 : 1;
    }
    for (int i = 0; i < languages.size(); i++) {
      if (matches(language, languages.get(i).strip())) {
        return i;
      }
    }
    return languages.size();
  }

  /** Whether one is the other or a variety of it, as en-GB is of en. */
  private static boolean matches(@Nullable String language, @Nullable String wanted) {
    if (language == null || wanted == null) {
      return language == null;
    }
    String spoken = language.toLowerCase(Locale.ROOT);
    String prefix = wanted.toLowerCase(Locale.ROOT).replaceFirst("[-_].*", "");
    return spoken.equals(prefix)
        || spoken.startsWith(prefix + "-")
        || spoken.startsWith(prefix + "_");
  }
}
