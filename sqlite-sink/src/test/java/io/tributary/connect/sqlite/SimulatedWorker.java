package io.tributary.connect.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * A worker with two tasks on one file, and all that may happen to it. After every death, and in the
 * end, the file has to stand exactly where its own offsets say.
 */
final class SimulatedWorker implements AutoCloseable {
  private static final int TASKS = 2;
  private static final int DRAINING_ROUNDS = 1_000;

  private final Path folder;
  private final SimulatedTopics topics;
  private final SimulatedTables tables;
  private final Map<String, String> properties = new HashMap<>();
  private final boolean renamesTopics;
  private final Map<TopicPartition, Long> group = new HashMap<>();
  private final FakeReporter reporter = new FakeReporter();
  private final List<SimulatedTask> members = new ArrayList<>();
  private @Nullable SimulatedTask frozen;
  private Path file;
  private int lives;
  private int restarts;

  /** How many more steps of SQLite pass before the next one fails, or everything ends. */
  private int fuse;

  private boolean deadly;
  private @Nullable FileImage remains;

  private FileImage synced = FileImage.NONE;
  private Runnable witness = () -> {};

  /** Ends an action in the middle of which the process has died. */
  private static final class Death extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private SimulatedWorker(
      Path folder,
      Path file,
      SimulatedTopics topics,
      Map<String, String> overrides,
      boolean renamesTopics) {
    this.folder = folder;
    this.file = file;
    this.topics = topics;
    this.tables = new SimulatedTables(topics);
    this.renamesTopics = renamesTopics;
    properties.put("name", "sink");
    properties.put("busy.timeout.ms", "0");
    properties.putAll(topics.properties());
    properties.putAll(overrides);
  }

  /**
   * Starts on a new file.
   *
   * @param renamesTopics whether transforms rename topics; such a worker does not notice that
   *     records it has to deliver again are of a partition that it has lost
   */
  static SimulatedWorker start(
      Path folder, SimulatedTopics topics, Map<String, String> overrides, boolean renamesTopics) {
    Path file = FileImage.NONE.restore(folder);
    Sqlite.execute(file, topics.tableOfA());
    try (TaskHarness first = TaskHarness.create(file, Map.of())) {
      first.startOnly();
    }
    Sqlite.execute(file, SimulatedTables.SPY);
    return new SimulatedWorker(folder, file, topics, overrides, renamesTopics).begun();
  }

  /** Starts on what another one has left. */
  static SimulatedWorker resume(
      Path folder, SimulatedTopics topics, Map<String, String> overrides, Moment left) {
    Path file = left.image().restore(folder);
    var worker = new SimulatedWorker(folder, file, topics, overrides, false);
    worker.group.putAll(left.group());
    worker.reporter.records.addAll(left.reported());
    worker.synced = left.image();
    worker.check(left.image());
    return worker.begun();
  }

  /** Has something done between any two steps of SQLite. */
  void witness(Runnable seen) {
    witness = seen;
  }

  /** Returns what would be left if the process died now. */
  Moment moment() {
    return new Moment(image(), Map.copyOf(group), List.copyOf(reporter.records));
  }

  void act(WorkerAction action) {
    try {
      actAlive(action);
    } catch (Death death) {
      comeBack();
    }
  }

  /** Delivers everything and stops; the tables have to hold all of it once. */
  void finish() {
    fuse = 0;
    if (frozen != null) {
      frozen.task.stop();
      frozen = null;
    }
    boolean quiet = false;
    for (int round = 0; !quiet && round < DRAINING_ROUNDS; round++) {
      int before = restarts;
      quiet = isDone();
      for (int i = 0; i < TASKS; i++) {
        deliver(i, 5);
        commit(members.get(i), members.get(i).assigned);
        // What has failed in a commit shows when the task is called again, records or not.
        deliver(i, 5);
      }
      quiet &= isDone() && restarts == before;
    }
    assertThat(quiet).as("everything has been delivered").isTrue();
    for (SimulatedTask member : members) {
      member.task.close(member.assigned);
      member.task.stop();
    }
    members.clear();
    check(FileImage.of(file));
    tables.assertComplete(file, group, reporter.records);
  }

  @Override
  public void close() {
    stopAll();
  }

  private SimulatedWorker begun() {
    List<Set<TopicPartition>> assignment = new ArrayList<>();
    for (int i = 0; i < TASKS; i++) {
      assignment.add(SimulatedTask.partitions());
      assignment.get(i).addAll(SimulatedTopics.PARTITIONS.subList(2 * i, 2 * i + 2));
    }
    assignment.forEach(assigned -> members.add(started(assigned)));
    return this;
  }

  private void actAlive(WorkerAction action) {
    if (action instanceof WorkerAction.Deliver deliver) {
      deliver(deliver.task(), deliver.count());
    } else if (action instanceof WorkerAction.DeliverLocked deliver) {
      Sqlite.locked(file, () -> deliver(deliver.task(), deliver.count()));
    } else if (action instanceof WorkerAction.Commit commit) {
      SimulatedTask member = members.get(commit.task());
      commit(member, member.assigned);
    } else if (action instanceof WorkerAction.Rebalance rebalance) {
      rebalance(rebalance.owners(), rebalance.all());
    } else if (action instanceof WorkerAction.Die) {
      remains = image();
      throw new Death();
    } else if (action instanceof WorkerAction.LosePower failure) {
      remains = tables.afterPowerFailure(image(), failure.lost(), folder.resolve("look"));
      throw new Death();
    } else if (action instanceof WorkerAction.DieAfter death) {
      fuse = death.steps();
      deadly = true;
    } else if (action instanceof WorkerAction.FailAfter failure) {
      fuse = failure.steps();
      deadly = false;
    } else if (action instanceof WorkerAction.Freeze freeze) {
      if (frozen == null) {
        frozen = members.get(freeze.task());
        members.set(freeze.task(), started(frozen.assigned));
      }
    } else if (action instanceof WorkerAction.WakeUp wakeUp) {
      wakeUp(wakeUp.count());
    }
  }

  private void deliver(int index, int count) {
    SimulatedTask member = members.get(index);
    Map<TopicPartition, Long> positions = new LinkedHashMap<>(member.positions);
    boolean again = !member.pending.isEmpty();
    List<SinkRecord> records = again ? member.pending : member.poll(topics, count);
    try {
      call(() -> member.task.put(records));
      member.pending = List.of();
      member.positions.forEach((id, next) -> member.consumed.put(id, new OffsetAndMetadata(next)));
    } catch (RetriableException e) {
      member.pending = records;
    } catch (ConnectException e) {
      if (!member.failing) {
        throw e;
      }
      member.positions.putAll(positions);
      restart(index);
    }
  }

  private void commit(SimulatedTask member, Set<TopicPartition> ids) {
    Map<TopicPartition, OffsetAndMetadata> consumed = new HashMap<>(member.consumed);
    consumed.keySet().retainAll(ids);
    if (consumed.isEmpty()) {
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> safe = new HashMap<>();
    call(() -> safe.putAll(member.task.preCommit(consumed)));
    safe.forEach(
        (id, next) -> {
          assertThat(consumed)
              .hasEntrySatisfying(
                  id, read -> assertThat(next.offset()).isLessThanOrEqualTo(read.offset()));
          group.put(id, next.offset());
        });
  }

  private void rebalance(int owners, boolean all) {
    List<Set<TopicPartition>> added = new ArrayList<>();
    for (int i = 0; i < TASKS; i++) {
      SimulatedTask member = members.get(i);
      Set<TopicPartition> wanted = SimulatedTask.partitions(owners, i);
      Set<TopicPartition> lost = SimulatedTask.partitions();
      lost.addAll(member.assigned);
      if (!all) {
        lost.removeAll(wanted);
      }
      commit(member, lost);
      call(() -> member.task.close(lost));
      member.lose(lost);
      if (!renamesTopics) {
        member.pending =
            member.pending.stream()
                .filter(record -> !lost.contains(SimulatedTask.partition(record)))
                .toList();
      }
      wanted.removeAll(member.assigned);
      added.add(wanted);
    }
    for (int i = 0; i < TASKS; i++) {
      SimulatedTask member = members.get(i);
      try {
        open(member, added.get(i));
      } catch (ConnectException e) {
        if (!member.failing) {
          throw e;
        }
        restart(i);
      }
    }
  }

  private void wakeUp(int count) {
    SimulatedTask late = frozen;
    if (late == null) {
      return;
    }
    frozen = null;
    List<SinkRecord> records = late.pending.isEmpty() ? late.poll(topics, count) : late.pending;
    try {
      call(() -> late.task.put(records));
      // It is not fenced from a partition that it has not written to before. Then its successor is,
      // and someone has to restart that; nothing is lost or doubled.
      members.forEach(member -> member.failing = true);
    } catch (RetriableException e) {
      throw e;
    } catch (ConnectException e) {
      if (!late.failing) {
        assertThat(e).hasMessageContaining("Another task has taken over");
      }
    }
    call(late.task::stop);
  }

  /** Does what a worker does with a task that has failed, and with one that someone restarts. */
  private void restart(int index) {
    SimulatedTask member = members.get(index);
    commit(member, member.assigned);
    call(() -> member.task.close(member.assigned));
    call(member.task::stop);
    restarts++;
    members.set(index, started(member.assigned));
  }

  private SimulatedTask started(Set<TopicPartition> assigned) {
    while (true) {
      var member = new SimulatedTask(new FakeSinkTaskContext(reporter));
      member.task.initialize(member.context);
      Map<String, String> config = new HashMap<>(properties);
      config.put("database", file.toString());
      member.task.start(config);
      SqliteSteps.of(member.task).watch(() -> goesOn(member));
      try {
        open(member, assigned);
        return member;
      } catch (Death death) {
        member.task.stop();
        throw death;
      } catch (ConnectException e) {
        member.task.stop();
        if (!member.failing) {
          throw e;
        }
      }
    }
  }

  private void open(SimulatedTask member, Set<TopicPartition> ids) {
    member.context.sought.clear();
    member.assigned.addAll(ids);
    call(() -> member.task.open(ids));
    for (TopicPartition id : ids) {
      long position = member.context.sought.getOrDefault(id, group.getOrDefault(id, 0L));
      member.seek(id, position);
    }
  }

  /** Calls a task; a death on the way ends all. */
  private void call(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      if (remains == null) {
        throw e;
      }
    }
    if (remains != null) {
      throw new Death();
    }
  }

  private boolean goesOn(SimulatedTask member) {
    witness.run();
    if (fuse == 0 || --fuse > 0) {
      return true;
    }
    if (deadly) {
      remains = image();
    } else {
      member.failing = true;
    }
    return false;
  }

  private FileImage image() {
    return FileImage.of(file, synced);
  }

  private void comeBack() {
    FileImage left = Objects.requireNonNull(remains);
    stopAll();
    lives++;
    file = left.restore(folder.resolve("life" + lives));
    check(left);
    remains = null;
    // The operating system has had the time to write what a dead process has left to it.
    synced = left;
    fuse = 0;
    members.clear();
    begun();
  }

  private void stopAll() {
    members.forEach(member -> member.task.stop());
    if (frozen != null) {
      frozen.task.stop();
      frozen = null;
    }
  }

  /** Looks at a copy, because looking changes it. */
  private void check(FileImage image) {
    tables.assertSound(image.restore(folder.resolve("check")), reporter.records);
  }

  private boolean isDone() {
    return members.stream().allMatch(member -> member.isDone(topics));
  }
}
