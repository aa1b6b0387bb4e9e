package io.tributary.connect.common;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version every plugin of the pack reports to its worker. */
public final class TributaryVersion {
  private static final String VERSION = read();

  private TributaryVersion() {}

  /** Returns the version of this build, for example {@code 0.1.0}. */
  public static String current() {
    return VERSION;
  }

  private static String read() {
    var properties = new Properties();
    try (InputStream in = TributaryVersion.class.getResourceAsStream("version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the version from the plugin's own jar", e);
    }
    return properties.getProperty("version");
  }
}
