package io.tributary.connect.bluesky;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What waits between the thread that receives and the thread that polls, bounded by bytes. */
final class BlueskyBuffer {
  /** What an entry takes besides its bytes. */
  private static final int OVERHEAD = 64;

  /** So much keeps the thread that polls busy for some milliseconds. */
  private static final int BUSY = 1 << 20;

  private static final long LONGEST_PACE = TimeUnit.MILLISECONDS.toNanos(500);

  private final long maxBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Condition left = lock.newCondition();

  // Swapped when the second is empty, so that the lock is taken once for many entries.
  private ArrayDeque<BlueskySignal> arriving = new ArrayDeque<>();
  private ArrayDeque<BlueskySignal> leaving = new ArrayDeque<>();
  private long arrivingBytes;
  private volatile long leavingBytes;
  // More than usual where waiting for the thread that polls was of no use.
  private long unpaced = BUSY;

  BlueskyBuffer(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Adds messages, or returns false because there is no room for all of them. */
  boolean offer(List<BlueskySignal.Message> messages) {
    long size = 0;
    for (BlueskySignal.Message message : messages) {
      size += message.bytes().length + OVERHEAD;
    }
    lock.lock();
    try {
      long waiting = arrivingBytes + leavingBytes;
      if (waiting > 0 && waiting + size > maxBytes) {
        return false;
      }
      arrivingBytes += size;
      arriving.addAll(messages);
      arrived.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Adds what is no message, for which there is always room. */
  void add(BlueskySignal signal) {
    lock.lock();
    try {
      arriving.add(signal);
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Waits a moment for room. Only for a thread that nothing else depends on. */
  void awaitRoom(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long remaining = nanos;
      while (remaining > 0 && arrivingBytes + leavingBytes > 0) {
        remaining = left.awaitNanos(remaining);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for whoever polls to keep up: what is fetched no earlier than it is needed is in the
   * processor's caches then, and neither fills the buffer nor survives collections. Waits no longer
   * than half a second, for pings are to be answered, and a moment for each megabyte where nobody
   * polls meanwhile.
   *
   * @param moment in nanoseconds, how long a poll may take nothing
   */
  void pace(long moment) throws InterruptedException {
    lock.lock();
    try {
      long end = System.nanoTime() + LONGEST_PACE;
      while (arrivingBytes > unpaced) {
        long before = leavingBytes;
        boolean swapped = left.awaitNanos(moment) > 0;
        if (!swapped && (leavingBytes == before || System.nanoTime() - end > 0)) {
          unpaced = arrivingBytes + BUSY;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes the next entry, or returns null when none came in time. Called by one thread only. */
  @Nullable BlueskySignal poll(long nanos) throws InterruptedException {
    if (leaving.isEmpty() && !swap(nanos)) {
      return null;
    }
    BlueskySignal signal = leaving.poll();
    if (signal instanceof BlueskySignal.Message message) {
      release(message.bytes().length + OVERHEAD);
    }
    return signal;
  }

  /** Forgets everything. Called by the thread that polls. */
  void clear() {
    lock.lock();
    try {
      arriving.clear();
      leaving.clear();
      arrivingBytes = 0;
      leavingBytes = 0;
      unpaced = BUSY;
      left.signalAll();
    } finally {
      lock.unlock();
    }
  }

  long bytes() {
    lock.lock();
    try {
      return arrivingBytes + leavingBytes;
    } finally {
      lock.unlock();
    }
  }

  // Only the polling thread writes it.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void release(int bytes) {
    leavingBytes -= bytes;
  }

  private boolean swap(long nanos) throws InterruptedException {
    lock.lock();
    try {
      unpaced = BUSY;
      left.signalAll();
      long remaining = nanos;
      while (arriving.isEmpty()) {
        if (remaining <= 0) {
          return false;
        }
        remaining = arrived.awaitNanos(remaining);
      }
      ArrayDeque<BlueskySignal> taken = arriving;
      arriving = leaving;
      leaving = taken;
      leavingBytes = arrivingBytes;
      arrivingBytes = 0;
      return true;
    } finally {
      lock.unlock();
    }
  }
}
