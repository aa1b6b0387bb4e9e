package io.tributary.connect.rss;

import static io.tributary.connect.rss.RssNamespaces.MEDIA;

import io.tributary.connect.common.HtmlText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What Media RSS says of an item, by itself or within groups. */
record RssMedia(
    @Nullable String title,
    @Nullable RssText description,
    List<RssEnclosure> files,
    @Nullable String imageUrl,
    @Nullable Integer durationSeconds) {

  static RssMedia of(RssItem item) {
    List<RssItem> places = new ArrayList<>(List.of(item));
    places.addAll(item.children("group", MEDIA));
    List<RssItem> contents = new ArrayList<>();
    places.forEach(place -> contents.addAll(place.children("content", MEDIA)));
    places.addAll(contents);
    String title = null;
    String description = null;
    String image = null;
    for (RssItem place : places) {
      title = title != null ? title : place.text("title", MEDIA);
      description = description != null ? description : place.text("description", MEDIA);
      image = image != null ? image : place.resolve(place.attribute("thumbnail", MEDIA, "url"));
    }
    List<RssEnclosure> files = new ArrayList<>();
    Integer duration = null;
    for (RssItem content : contents) {
      RssEnclosure file = RssEnclosure.of(content, "url");
      if (file != null) {
        files.add(file);
      }
      if (duration == null) {
        duration = RssPodcast.seconds(content.attribute("duration"));
      }
    }
    return new RssMedia(
        title,
        description == null ? null : new RssText(description, HtmlText.isMarkup(description)),
        files,
        image,
        duration);
  }
}
