package io.tributary.connect.rss;

import java.util.List;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.jdom2.Element;
import org.jdom2.Namespace;
import org.jspecify.annotations.Nullable;

/** An element of a feed, item or channel, with the URL that its relative links start from. */
record RssItem(Element element, HttpUrl base) {
  private static final Pattern ABSOLUTE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:\\S.*");

  /** An element whose own {@code xml:base} counts. */
  static RssItem of(Element element, HttpUrl parentBase) {
    String base = element.getAttributeValue("base", Namespace.XML_NAMESPACE);
    HttpUrl resolved = base == null ? null : parentBase.resolve(base.strip());
    return new RssItem(element, resolved == null ? parentBase : resolved);
  }

  /** The namespace of the feed format, which a feed's own elements share. */
  Namespace format() {
    return element.getNamespace();
  }

  List<RssItem> children(String name, Namespace namespace) {
    return element.getChildren(name, namespace).stream().map(child -> of(child, base)).toList();
  }

  /** The trimmed text of the first such child that has any. */
  @Nullable String text(String name, Namespace namespace) {
    for (Element child : element.getChildren(name, namespace)) {
      String text = child.getText().strip();
      if (!text.isEmpty()) {
        return text;
      }
    }
    return null;
  }

  /** The text of a child in the feed's own namespace. */
  @Nullable String text(String name) {
    return text(name, format());
  }

  @Nullable String attribute(String name) {
    return trimmed(element.getAttributeValue(name));
  }

  /** The attribute of the first such child that has it. */
  @Nullable String attribute(String name, Namespace namespace, String attribute) {
    for (Element child : element.getChildren(name, namespace)) {
      String value = trimmed(child.getAttributeValue(attribute));
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  /** The language that holds here, from {@code xml:lang} of the nearest element that has it. */
  @Nullable String language() {
    for (Element at = element; at != null; at = at.getParentElement()) {
      String language = trimmed(at.getAttributeValue("lang", Namespace.XML_NAMESPACE));
      if (language != null) {
        return language;
      }
    }
    return null;
  }

  /** Makes a link absolute; one that is absolute already stays as it is written. */
  @Nullable String resolve(@Nullable String link) {
    return resolve(base, link);
  }

  static @Nullable String resolve(HttpUrl base, @Nullable String link) {
    String trimmed = trimmed(link);
    if (trimmed == null || ABSOLUTE.matcher(trimmed).matches()) {
      return trimmed;
    }
    if (trimmed.startsWith("#")) {
      // A place within the feed, where no reader gets.
      return null;
    }
    HttpUrl resolved = base.resolve(trimmed);
    return resolved == null ? null : resolved.toString();
  }

  static @Nullable String trimmed(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String trimmed = text.strip();
    return trimmed.isEmpty() ? null : trimmed;
  }
}
