package io.tributary.connect.bluesky;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dictionaries that Jetstream compresses with: v2 hosts give theirs, that of v1 is a file.
 * Where compression cannot be had the stream is read uncompressed. Not for several threads at once.
 */
final class BlueskyDictionaries {
  private static final Logger log = LoggerFactory.getLogger(BlueskyDictionaries.class);
  private static final String PATH = "/xrpc/network.bsky.jetstream.getZstdDictionary";
  private static final int MAX_BYTES = 4 << 20;
  private static final int MAGIC = 0xEC30A437;

  private final BlueskyHttp http;
  private final boolean wanted;
  private final byte[] version1;
  private final Map<String, Dictionary> fetched = new HashMap<>();
  private final Set<String> refused = new HashSet<>();
  private final Set<String> given = new HashSet<>();

  /** A dictionary and the number that it has. */
  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  record Dictionary(long id, byte[] bytes) {}

  /**
   * Reads the file.
   *
   * @throws ConfigException if it is no dictionary
   */
  BlueskyDictionaries(BlueskyHttp http, Compression compression, Optional<Path> file) {
    this.http = http;
    Optional<String> defect =
        compression == Compression.NONE ? Optional.empty() : ZstdDecoder.defect();
    defect.ifPresent(
        reason -> log.warn("Messages are read uncompressed: zstd does not load here: {}", reason));
    this.wanted = compression != Compression.NONE && defect.isEmpty();
    this.version1 = file.map(this::read).orElse(new byte[0]);
  }

  private byte[] read(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      if (id(bytes).isEmpty() || (wanted && !ZstdDecoder.isDictionary(bytes))) {
        throw new ConfigException(
            BlueskySourceConfig.ZSTD_DICTIONARY, file, "not a zstd dictionary");
      }
      return bytes;
    } catch (IOException e) {
      throw new ConfigException(
          BlueskySourceConfig.ZSTD_DICTIONARY, file, "cannot be read on this worker: " + e);
    }
  }

  /** Returns what this server's messages are to be unpacked with, or nothing. May take a while. */
  Optional<Dictionary> dictionary(BlueskyEndpoint endpoint) throws InterruptedException {
    String host = endpoint.host();
    if (!wanted || refused.contains(host)) {
      return Optional.empty();
    }
    return switch (endpoint.kind()) {
      case FIREHOSE -> Optional.empty();
      case JETSTREAM_V1 ->
          version1.length == 0
              ? Optional.empty()
              : id(version1).map(id -> new Dictionary(id, version1));
      case JETSTREAM_V2 -> {
        Dictionary known = fetched.get(host);
        Optional<Dictionary> dictionary = known == null ? fetch(endpoint) : Optional.of(known);
        dictionary.ifPresent(it -> fetched.put(host, it));
        yield dictionary;
      }
    };
  }

  private Optional<Dictionary> fetch(BlueskyEndpoint endpoint) throws InterruptedException {
    try {
      byte[] bytes = http.get(endpoint.http(PATH), MAX_BYTES);
      Optional<Dictionary> dictionary =
          id(bytes)
              .filter(id -> ZstdDecoder.isDictionary(bytes))
              .map(id -> new Dictionary(id, bytes));
      if (dictionary.isEmpty()) {
        log.warn("{} gives no zstd dictionary; it is read uncompressed", endpoint.host());
      }
      return dictionary;
    } catch (IOException e) {
      log.warn(
          "{} is read uncompressed, for its dictionary cannot be had: {}",
          endpoint.host(),
          e.toString());
      return Optional.empty();
    }
  }

  /** The server does not know the dictionary that it gave: it is asked for another one, once. */
  void forget(String host) {
    if (fetched.remove(host) == null || !given.add(host)) {
      refuse(host, "it does not know its own dictionary");
    }
  }

  /** The dictionary has served, so that the next one may be asked for when it changes again. */
  void served(String host) {
    given.remove(host);
  }

  /** The server is read uncompressed from now on. */
  void refuse(String host, String reason) {
    if (refused.add(host)) {
      log.warn("{} is read uncompressed from now on: {}", host, reason);
    }
  }

  /** Returns the number that a dictionary carries, or nothing for what is none. */
  private static Optional<Long> id(byte[] bytes) {
    ByteBuffer start = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return bytes.length < 8 || start.getInt() != MAGIC
        ? Optional.empty()
        : Optional.of(Integer.toUnsignedLong(start.getInt()));
  }
}
