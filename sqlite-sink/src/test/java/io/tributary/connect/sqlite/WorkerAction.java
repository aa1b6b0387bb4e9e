package io.tributary.connect.sqlite;

/** One thing that happens to a simulated worker. */
sealed interface WorkerAction {
  /** The consumer gives the task some records, or again those that it could not take. */
  record Deliver(int task, int count) implements WorkerAction {}

  /** The same while another program holds the write lock. */
  record DeliverLocked(int task, int count) implements WorkerAction {}

  record Commit(int task) implements WorkerAction {}

  /**
   * Some partitions move to other tasks.
   *
   * @param owners the task of each partition, one bit each
   * @param all whether those that stay are given up for a moment too
   */
  record Rebalance(int owners, boolean all) implements WorkerAction {}

  /** The process dies now. */
  record Die() implements WorkerAction {}

  /** The process dies in the middle of some statement. */
  record DieAfter(int steps) implements WorkerAction {}

  /**
   * The power fails.
   *
   * @param lost which share is gone of what was not synced
   */
  record LosePower(double lost) implements WorkerAction {}

  /** A statement fails, and with it the task. */
  record FailAfter(int steps) implements WorkerAction {}

  /** A task stands still for so long that another one takes its place. */
  record Freeze(int task) implements WorkerAction {}

  /** The one that stood still does what it was about to do before it learns of that. */
  record WakeUp(int count) implements WorkerAction {}
}
