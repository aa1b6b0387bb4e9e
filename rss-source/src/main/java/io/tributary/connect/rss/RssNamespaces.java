package io.tributary.connect.rss;

import java.util.Locale;
import java.util.Set;
import org.jdom2.Namespace;

/** The XML vocabularies that are read; everything else is dropped while parsing. */
final class RssNamespaces {
  static final Namespace RDF =
      Namespace.getNamespace("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#");
  static final Namespace DUBLIN_CORE =
      Namespace.getNamespace("dc", "http://purl.org/dc/elements/1.1/");
  static final Namespace MEDIA = Namespace.getNamespace("media", "http://search.yahoo.com/mrss/");
  static final Namespace ITUNES =
      Namespace.getNamespace("itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd");
  static final Namespace PODCAST =
      Namespace.getNamespace("podcast", "https://podcastindex.org/namespace/1.0");

  static final Namespace PODLOVE =
      Namespace.getNamespace("psc", "http://podlove.org/simple-chapters");
  static final Namespace SYNDICATION =
      Namespace.getNamespace("sy", "http://purl.org/rss/1.0/modules/syndication/");

  private static final Set<String> FEEDS =
      Set.of(
          "",
          RDF.getURI(),
          "http://my.netscape.com/rdf/simple/0.9/",
          "http://channel.netscape.com/rdf/simple/0.9/",
          "http://purl.org/rss/1.0/",
          "http://backend.userland.com/rss2",
          "http://www.w3.org/2005/Atom",
          "http://purl.org/atom/ns#");
  private static final Set<String> MODULES =
      Set.of(
          DUBLIN_CORE.getURI(),
          "http://purl.org/rss/1.0/modules/content/",
          MEDIA.getURI(),
          ITUNES.getURI(),
          PODCAST.getURI(),
          PODLOVE.getURI(),
          SYNDICATION.getURI());

  private RssNamespaces() {}

  /** Whether elements of this namespace make up the feed itself. */
  static boolean isFeed(String uri) {
    return FEEDS.contains(uri);
  }

  /** Whether elements of this namespace are worth keeping. */
  static boolean isRead(String uri) {
    return FEEDS.contains(uri) || MODULES.contains(uri);
  }

  /** Maps the spellings of a namespace that are in use to the one that is read. */
  static String canonical(String uri) {
    if (isRead(uri) || uri.length() > 100) {
      return uri;
    }
    String spelling = uri.strip().toLowerCase(Locale.ROOT).replaceFirst("^https:", "http:");
    if (spelling.startsWith("http://www.itunes.com/dtds/podcast-1.0")) {
      return ITUNES.getURI();
    }
    if (spelling.startsWith("http://podcastindex.org/namespace/1.0")
        || spelling.startsWith("http://github.com/podcastindex-org/podcast-namespace/")) {
      return PODCAST.getURI();
    }
    if (spelling.startsWith("http://search.yahoo.com/mrss")) {
      return MEDIA.getURI();
    }
    if (spelling.startsWith("http://podlove.org/simple-chapters")) {
      return PODLOVE.getURI();
    }
    return uri;
  }
}
