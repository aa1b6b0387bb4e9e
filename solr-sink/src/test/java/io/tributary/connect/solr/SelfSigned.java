package io.tributary.connect.solr;

import java.io.IOException;
import java.nio.file.Path;

/** A key and a certificate for 127.0.0.1 that nobody else knows. */
final class SelfSigned {
  static final String PASSWORD = "a store of a test";

  private SelfSigned() {}

  /** Makes a PKCS12 store in a folder. */
  static Path in(Path folder) throws IOException, InterruptedException {
    Path store = folder.resolve("server.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .inheritIO()
            .start();
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool ended with " + keytool.exitValue());
    }
    return store;
  }
}
