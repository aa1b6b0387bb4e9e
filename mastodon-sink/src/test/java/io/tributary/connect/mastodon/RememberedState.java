package io.tributary.connect.mastodon;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/** A state topic in memory: what is flushed outlives a task, what is not may be lost. */
class RememberedState implements StateLog {
  private record Entry(String key, @Nullable String value) {}

  private final List<Entry> durable = new ArrayList<>();
  private final List<Entry> unflushed = new ArrayList<>();
  @Nullable Runnable step;

  /** How often somebody has waited for something to be written. */
  int waits;

  boolean keepsUnflushed;

  /** As if the brokers were gone. */
  boolean broken;

  @Override
  public Map<String, String> read() {
    if (keepsUnflushed) {
      durable.addAll(unflushed);
    }
    unflushed.clear();
    Map<String, String> values = new LinkedHashMap<>();
    for (Entry entry : durable) {
      if (entry.value == null) {
        values.remove(entry.key);
      } else {
        values.put(entry.key, entry.value);
      }
    }
    return values;
  }

  @Override
  public Map<String, @Nullable String> changes() {
    Map<String, @Nullable String> changes = new LinkedHashMap<>();
    // Several tasks may share it: each gets what it knows already, too.
    durable.forEach(entry -> changes.put(entry.key, entry.value));
    return changes;
  }

  @Override
  public void append(String key, @Nullable String value) {
    pass();
    unflushed.add(new Entry(key, value));
  }

  @Override
  public void send() {}

  @Override
  public void flush() {
    pass();
    if (broken && !unflushed.isEmpty()) {
      throw new RetriableException("nobody confirms it");
    }
    waits += unflushed.isEmpty() ? 0 : 1;
    durable.addAll(unflushed);
    unflushed.clear();
  }

  private void pass() {
    if (step != null) {
      step.run();
    }
  }

  @Override
  public boolean isDurable() {
    return true;
  }

  @Override
  public void close() {}
}
