package io.tributary.connect.mastodon;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** The statuses that a draft becomes on a server. */
record StatusPlan(String spoiler, List<Part> parts) {
  StatusPlan {
    parts = List.copyOf(parts);
  }

  record Part(String text, List<DraftMedia> media) {
    Part {
      media = List.copyOf(media);
    }

    /**
     * What it says in words. Media that all failed may have been everything there was to say, and
     * where there is only a warning to say, Mastodon makes the text of it.
     */
    String words(String spoiler, boolean hasMedia) {
      return !text.isBlank()
          ? text
          : hasMedia ? spoiler : String.join("\n", media.stream().map(DraftMedia::link).toList());
    }

    /** The warning above those words. */
    String warning(String spoiler, boolean hasMedia) {
      return text.isBlank() && hasMedia ? "" : spoiler;
    }
  }

  /**
   * Returns what the statuses will be recognised by.
   *
   * @param limits of the server that will show them
   */
  List<StatusMark> marks(InstanceLimits limits) {
    return parts.stream().map(part -> mark(part, !part.media.isEmpty(), limits)).toList();
  }

  StatusMark mark(Part part, boolean hasMedia, InstanceLimits limits) {
    return new StatusMark(
        StatusText.fingerprint(
            part.words(spoiler, hasMedia), part.warning(spoiler, hasMedia), limits.snac()),
        hasMedia
            ? part.media.stream()
                .map(
                    medium ->
                        StatusMark.description(
                            StatusLength.cutDescription(
                                medium.description(), limits.maxDescription())))
                .toList()
            : List.of());
  }

  /** How plans are made. */
  record Rules(Overflow overflow, boolean numbered, int most) {

    /**
     * Plans the statuses.
     *
     * @param quoteLink what to end the text with if the quote cannot be a native one
     * @throws DataException if there is nothing to post, or too much
     */
    StatusPlan plan(Draft draft, @Nullable String quoteLink, InstanceLimits limits) {
      var length = new StatusLength(limits.charactersPerUrl());
      String spoiler = length.cutWarning(draft.spoiler(), limits.maxCharacters() / 2);
      int max = limits.maxCharacters() - length.ofWarning(spoiler);
      String text = draft.text();
      if (quoteLink != null && !text.contains(quoteLink)) {
        text = (text + "\n\n" + quoteLink).strip();
      }
      if (text.isBlank() && draft.media().isEmpty()) {
        throw new DataException("it has no text to post");
      }
      List<List<DraftMedia>> media = groups(draft.media(), limits.maxMedia());
      List<String> texts = texts(text, max, length);
      List<Part> parts = new ArrayList<>();
      for (int i = 0; i < Math.max(texts.size(), media.size()); i++) {
        parts.add(
            new Part(
                i < texts.size() ? texts.get(i) : "", i < media.size() ? media.get(i) : List.of()));
      }
      return new StatusPlan(spoiler, parts);
    }

    private List<String> texts(String text, int max, StatusLength length) {
      var splitter = new StatusSplitter(length);
      return switch (overflow) {
        case SPLIT -> splitter.split(text, max, most, numbered);
        case TRUNCATE -> List.of(splitter.truncate(text, max));
        case REJECT -> {
          if (length.of(text) > max) {
            throw new DataException(
                "its text counts %d characters and the server takes %d (overflow=reject)"
                    .formatted(length.of(text), max));
          }
          yield List.of(text);
        }
      };
    }

    /** As many pictures as a status takes, or one video. */
    private static List<List<DraftMedia>> groups(List<DraftMedia> media, int most) {
      List<List<DraftMedia>> groups = new ArrayList<>();
      List<DraftMedia> pictures = new ArrayList<>();
      List<DraftMedia> videos = new ArrayList<>();
      media.forEach(medium -> (isPicture(medium) ? pictures : videos).add(medium));
      for (int i = 0; i < pictures.size(); i += Math.max(1, most)) {
        groups.add(pictures.subList(i, Math.min(pictures.size(), i + Math.max(1, most))));
      }
      videos.forEach(video -> groups.add(List.of(video)));
      return groups;
    }

    private static boolean isPicture(DraftMedia medium) {
      return medium.mimeType().startsWith("image/") && !medium.mimeType().equals("image/gif");
    }
  }
}
