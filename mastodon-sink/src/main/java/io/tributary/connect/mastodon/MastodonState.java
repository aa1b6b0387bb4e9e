package io.tributary.connect.mastodon;

import io.tributary.connect.mastodon.StateEntry.PostedPart;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which record became which status. Everything is in memory; the log is only read at the start. */
final class MastodonState implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(MastodonState.class);

  private final StateLog written;
  private final String group;
  private final Map<String, StateEntry> read = new HashMap<>();
  private final Map<String, IllegalArgumentException> unreadable = new HashMap<>();
  private final Map<String, StateEntry> entries = new HashMap<>();
  private final Set<String> ids = new HashSet<>();
  private String account = "";
  private long sequence;

  /**
   * Reads what there is.
   *
   * @param group whose records these are: others' keys may be the same
   */
  MastodonState(StateLog written, String group) {
    this.written = written;
    // Spaces separate the parts of a key.
    this.group = URLEncoder.encode(group, StandardCharsets.UTF_8);
    // Now, while nothing waits to be posted yet, although whose account this is is not known.
    written
        .read()
        .forEach(
            (key, value) -> {
              try {
                read.put(key, StateJson.read(value));
              } catch (IllegalArgumentException e) {
                unreadable.put(key, e);
              }
            });
  }

  /** Takes over what is known about an account; the topic may hold that of others too. */
  void open(String newAccount) {
    account = newAccount;
    unreadable.forEach(
        (key, reason) -> {
          if (key.startsWith(account + " ")) {
            throw foreign(key, reason);
          }
        });
    read.forEach(this::take);
    read.clear();
    unreadable.clear();
    log.info("{} mirrors of {} are known", entries.size(), account);
  }

  /**
   * Takes over what others have written since.
   *
   * @throws org.apache.kafka.connect.errors.RetriableException if it cannot be read for now
   */
  void refresh() {
    written.flush();
    written
        .changes()
        .forEach(
            (key, value) -> {
              if (key.startsWith(account + " ")) {
                take(key, value == null ? null : read(key, value));
              }
            });
  }

  private void take(String key, @Nullable StateEntry entry) {
    String own = key("");
    if (key.startsWith(own)) {
      String record = key.substring(own.length());
      if (entry == null) {
        entries.remove(record);
      } else {
        remember(record, entry);
      }
    } else if (key.startsWith(account + " ") && entry != null) {
      // Of another group: no record of ours can have these statuses.
      entry.parts().forEach(part -> ids.add(part.id()));
    }
  }

  private static StateEntry read(String key, String value) {
    try {
      return StateJson.read(value);
    } catch (IllegalArgumentException e) {
      throw foreign(key, e);
    }
  }

  private static ConnectException foreign(String key, IllegalArgumentException reason) {
    return new ConnectException(
        "The state topic holds something else than this sink's state under " + key, reason);
  }

  private String key(String record) {
    return account + " " + group + " " + record;
  }

  String account() {
    return account;
  }

  String group() {
    return group;
  }

  boolean isDurable() {
    return written.isDurable();
  }

  @Nullable StateEntry find(@Nullable String key) {
    return key == null ? null : entries.get(key);
  }

  /** Changes an entry, and has that written in the background. */
  void put(String key, StateEntry entry) {
    remember(key, entry);
    if (written.isDurable()) {
      written.append(key(key), StateJson.write(entry));
    }
  }

  /** Forgets a record that never became a status. */
  void remove(String key) {
    entries.remove(key);
    written.append(key(key), null);
  }

  /** Keeps no change back that is to be written. */
  void send() {
    written.send();
  }

  /** Waits until every change is written. */
  void flush() {
    written.flush();
  }

  /** Whether a status is the mirror of a record. */
  boolean isMapped(String id) {
    return ids.contains(id);
  }

  long nextSequence() {
    return ++sequence;
  }

  /** The keys of what may have been posted, in the order in which it would have been. */
  List<String> pendingKeys() {
    return entries.entrySet().stream()
        .filter(entry -> entry.getValue().pending() != null)
        .sorted(
            Comparator.comparingLong(
                entry -> Objects.requireNonNull(entry.getValue().pending()).sequence()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** When statuses were posted after a moment, earliest first. */
  List<Instant> postedAfter(Instant moment) {
    return entries.values().stream()
        .flatMap(entry -> entry.parts().stream())
        .map(PostedPart::at)
        .filter(at -> at.isAfter(moment))
        .sorted()
        .toList();
  }

  private void remember(String key, StateEntry entry) {
    entries.put(key, entry);
    // Ids stay known after a deletion: no other record may be given such a status.
    entry.parts().forEach(part -> ids.add(part.id()));
    if (entry.pending() != null) {
      sequence = Math.max(sequence, entry.pending().sequence());
    }
  }

  @Override
  public void close() {
    written.close();
  }
}
