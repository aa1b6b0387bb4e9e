package io.tributary.connect.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.sqlite.SimulatedTopics.Event;
import io.tributary.connect.sqlite.SimulatedTopics.Kind;
import io.tributary.connect.sqlite.SimulatedTopics.Mode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every state that a file passes through while a few batches are written is one that a dying
 * process can leave behind. From each of them, a new task completes the tables.
 */
class CrashImagesTest {
  private static final Map<String, String> BATCHING = Map.of("linger.ms", "0");

  private int lives;

  @ParameterizedTest
  @EnumSource
  void everyStateOfTheFileIsOneToGoOnFrom(Mode mode) throws IOException {
    try (MemoryFolder folder = MemoryFolder.create()) {
      List<Moment> moments = moments(mode, folder.path());
      assertThat(moments).as("batches leave traces").hasSizeGreaterThan(6);
      for (Moment moment : moments) {
        goOn(mode, folder.path(), moment);
      }
    }
  }

  /** A process can die while SQLite writes a page of its log, or copies one from there. */
  @Test
  void soIsEveryStateHalfWayThroughACommitOrACheckpoint() throws IOException {
    int states = 0;
    try (MemoryFolder folder = MemoryFolder.create()) {
      Moment before = null;
      for (Moment moment : moments(Mode.UPSERT, folder.path())) {
        if (before != null) {
          for (FileImage image : moment.image().onTheWayFrom(before.image())) {
            goOn(Mode.UPSERT, folder.path(), new Moment(image, before.group(), moment.reported()));
            states++;
          }
        }
        before = moment;
      }
    }
    assertThat(states).isGreaterThan(20);
  }

  /** Returns what a process that dies leaves, at each step that changes it. */
  private static List<Moment> moments(Mode mode, Path folder) {
    List<Moment> moments = new ArrayList<>();
    try (SimulatedWorker worker =
        SimulatedWorker.start(folder.resolve("first"), topics(mode), BATCHING, false)) {
      worker.witness(() -> note(worker, moments));
      for (int round = 0; round < 2; round++) {
        worker.act(new WorkerAction.Deliver(0, 4));
        worker.act(new WorkerAction.Commit(0));
        worker.act(new WorkerAction.Deliver(1, 4));
        worker.act(new WorkerAction.Commit(1));
        worker.act(new WorkerAction.Rebalance(round, false));
      }
      worker.witness(() -> {});
      worker.finish();
    }
    return moments;
  }

  private void goOn(Mode mode, Path folder, Moment moment) {
    try (SimulatedWorker worker =
        SimulatedWorker.resume(
            folder.resolve(Integer.toString(lives++)), topics(mode), BATCHING, moment)) {
      worker.finish();
    }
  }

  private static void note(SimulatedWorker worker, List<Moment> moments) {
    Moment now = worker.moment();
    Moment last = moments.isEmpty() ? null : moments.get(moments.size() - 1);
    if (last == null || !now.image().sameAs(last.image()) || !now.group().equals(last.group())) {
      moments.add(now);
    }
  }

  private static SimulatedTopics topics(Mode mode) {
    List<List<Event>> events = new ArrayList<>();
    for (int partition = 0; partition < SimulatedTopics.PARTITIONS.size(); partition++) {
      List<Event> ofPartition = new ArrayList<>();
      for (Kind kind :
          List.of(
              Kind.NOTE, Kind.TAGS, Kind.REFUSED, Kind.RATIO, Kind.DELETE, Kind.TYPED, Kind.NOTE)) {
        int number = ofPartition.size() + partition;
        ofPartition.add(new Event(kind, number % 2, number));
      }
      events.add(ofPartition);
    }
    return new SimulatedTopics(mode, events);
  }
}
