package io.tributary.connect.rss;

import static io.tributary.connect.rss.RssItem.trimmed;
import static io.tributary.connect.rss.RssNamespaces.DUBLIN_CORE;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the formats write differently; {@link #complete} adds what they share.
 *
 * @param link the link as written: where a redirect leads is not part of an entry's identity
 */
record RssEntryParts(
    @Nullable String id,
    @Nullable String link,
    @Nullable String url,
    @Nullable String title,
    @Nullable RssText summary,
    @Nullable RssText content,
    @Nullable String author,
    List<@Nullable String> tags,
    List<String> links,
    List<RssEnclosure> enclosures,
    String baseUrl) {

  /** Completes what is read from XML; null if it says nothing at all. */
  @Nullable RssEntry complete(
      RssItem item, RssTimes times, @Nullable String feedAuthor, @Nullable String feedLanguage) {
    RssMedia media = RssMedia.of(item);
    String language = item.text("language", DUBLIN_CORE);
    if (language == null) {
      language = item.language();
    }
    Integer duration = RssPodcast.durationSeconds(item);
    String image = RssPodcast.image(item);
    return with(media, author != null ? author : feedAuthor)
        .complete(
            times,
            language != null ? language : feedLanguage,
            image != null ? image : media.imageUrl(),
            duration != null ? duration : media.durationSeconds(),
            RssPodcast.episode(item));
  }

  /** Fills in what only Media RSS says. */
  private RssEntryParts with(RssMedia media, @Nullable String knownAuthor) {
    Map<String, RssEnclosure> files = new LinkedHashMap<>();
    enclosures.forEach(file -> files.putIfAbsent(file.url(), file));
    media.files().forEach(file -> files.putIfAbsent(file.url(), file));
    return new RssEntryParts(
        id,
        link,
        url,
        title != null ? title : media.title(),
        summary != null ? summary : media.description(),
        content,
        knownAuthor,
        tags,
        links,
        List.copyOf(files.values()),
        baseUrl);
  }

  /** Returns the entry, or null if it says nothing at all. */
  @Nullable RssEntry complete(
      RssTimes times,
      @Nullable String language,
      @Nullable String imageUrl,
      @Nullable Integer durationSeconds,
      @Nullable RssEpisode episode) {
    if (title == null
        && url == null
        && id == null
        && summary == null
        && content == null
        && enclosures.isEmpty()) {
      return null;
    }
    List<String> ids = ids(times);
    return new RssEntry(
        ids,
        RssFingerprint.of(ids.get(0), contentParts()),
        baseUrl,
        url,
        title == null ? null : title.strip().replaceAll("\\s+", " "),
        summary,
        content,
        author,
        times.published(),
        times.updated(),
        language,
        distinct(tags),
        distinct(links),
        imageUrl != null ? imageUrl : firstImage(),
        List.copyOf(enclosures),
        durationSeconds,
        episode);
  }

  private List<String> ids(RssTimes times) {
    Set<String> ids = new LinkedHashSet<>();
    if (id != null) {
      ids.add(id);
    }
    if (link != null) {
      ids.add(link);
    }
    List<@Nullable String> parts = new ArrayList<>();
    parts.add(title);
    parts.add(times.published() == null ? null : times.published().toString());
    parts.add(summary == null ? null : summary.value());
    parts.add(content == null ? null : content.value());
    parts.add(enclosures.isEmpty() ? null : enclosures.get(0).written());
    ids.add(RssFingerprint.idOf(parts));
    return List.copyOf(ids);
  }

  /**
   * What counts as a change of the entry: its dates alone do not, as some feeds bump them, nor does
   * a move of the feed, which changes where relative links lead.
   */
  private List<@Nullable String> contentParts() {
    List<@Nullable String> parts = new ArrayList<>();
    parts.add(title);
    parts.add(link);
    parts.add(summary == null ? null : summary.value());
    parts.add(content == null ? null : content.value());
    enclosures.forEach(enclosure -> parts.add(enclosure.written()));
    return parts;
  }

  private @Nullable String firstImage() {
    return enclosures.stream()
        .filter(RssEnclosure::isImage)
        .map(RssEnclosure::url)
        .findFirst()
        .orElse(null);
  }

  private static List<String> distinct(List<? extends @Nullable String> texts) {
    Set<String> distinct = new LinkedHashSet<>();
    for (String text : texts) {
      String trimmed = trimmed(text);
      if (trimmed != null) {
        distinct.add(trimmed);
      }
    }
    return List.copyOf(distinct);
  }
}
