package io.tributary.connect.rss;

import com.rometools.rome.feed.WireFeed;
import com.rometools.rome.feed.impl.ConfigurableClassLoader;
import com.rometools.rome.io.FeedException;
import com.rometools.rome.io.WireFeedInput;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import org.jdom2.Document;
import org.jspecify.annotations.Nullable;

/**
 * ROME with a configuration of our own: the readers of all feed formats and no module. Its modules
 * fail a whole feed over one malformed number, or log each of them at every poll.
 */
final class RssRome {
  static {
    ConfigurableClassLoader.INSTANCE.setClassLoader(
        new OwnConfiguration(RssRome.class.getClassLoader()));
  }

  private RssRome() {}

  /** Reads the document of a feed. */
  static WireFeed read(Document document) throws RssParseException {
    try {
      return new WireFeedInput().build(document);
    } catch (FeedException | RuntimeException e) {
      throw new RssParseException("a feed that breaks the rules of its format: " + e, e);
    }
  }

  /** The plugin's class loader, except that it knows one ROME configuration only. */
  private static final class OwnConfiguration extends ClassLoader {
    private static final String NAME = "rome.properties";

    OwnConfiguration(@Nullable ClassLoader plugin) {
      super(plugin);
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
      return name.endsWith(NAME)
          ? RssRome.class.getResourceAsStream(NAME)
          : super.getResourceAsStream(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) {
      return Collections.emptyEnumeration();
    }
  }
}
