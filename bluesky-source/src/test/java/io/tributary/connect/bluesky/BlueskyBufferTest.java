package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BlueskyBufferTest {
  private static final long LONG = TimeUnit.HOURS.toNanos(1);

  private final BlueskyBuffer buffer = new BlueskyBuffer(32 << 20);

  @Test
  void whoeverReceivesWaitsUntilWhatIsThereIsTaken() throws Exception {
    assertThat(buffer.offer(List.of(message(2 << 20)))).isTrue();
    var failure = new AtomicReference<Exception>();
    Thread receiver = waiting(failure);

    assertThat(buffer.poll(0)).isInstanceOf(BlueskySignal.Message.class);
    receiver.join();
    assertThat(failure).hasValue(null);
  }

  @Test
  void nobodyWaitsForWhatIsSoonTaken() throws Exception {
    assertThat(buffer.offer(List.of(message(1_000)))).isTrue();

    buffer.pace(LONG);
  }

  @Test
  void waitsOnceForEachMegabyteWhereNobodyPolls() throws Exception {
    assertThat(buffer.offer(List.of(message(2 << 20)))).isTrue();
    buffer.pace(1);

    buffer.pace(LONG);
    assertThat(buffer.offer(List.of(message(1_000)))).isTrue();
    buffer.pace(LONG);
    assertThat(buffer.offer(List.of(message(2 << 20)))).isTrue();
    buffer.pace(1);
    buffer.pace(LONG);
  }

  @Test
  void aPollThatWasSlowOnceIsWaitedForAgain() throws Exception {
    assertThat(buffer.offer(List.of(message(1_000), message(1_000)))).isTrue();
    assertThat(buffer.poll(0)).isNotNull();
    assertThat(buffer.offer(List.of(message(2 << 20)))).isTrue();
    buffer.pace(1);
    assertThat(buffer.offer(List.of(message(2 << 20)))).isTrue();
    var failure = new AtomicReference<Exception>();
    Thread receiver = waiting(failure);

    assertThat(buffer.poll(0)).isNotNull();
    assertThat(buffer.poll(0)).isNotNull();
    receiver.join();
    assertThat(failure).hasValue(null);
  }

  @Test
  void holdsNoMoreThanItsBytes() throws Exception {
    assertThat(buffer.offer(List.of(message(20 << 20)))).isTrue();
    assertThat(buffer.offer(List.of(message(20 << 20)))).isFalse();
    assertThat(buffer.poll(0)).isNotNull();
    assertThat(buffer.offer(List.of(message(20 << 20)))).isTrue();
  }

  /** A thread that is at pace, and waits. */
  private Thread waiting(AtomicReference<Exception> failure) {
    var receiver = new Thread(() -> pace(failure));
    receiver.setDaemon(true);
    receiver.start();
    Awaitility.await().until(() -> receiver.getState() == Thread.State.TIMED_WAITING);
    return receiver;
  }

  private void pace(AtomicReference<Exception> failure) {
    try {
      buffer.pace(LONG);
    } catch (InterruptedException e) {
      failure.set(e);
    }
  }

  private static BlueskySignal.Message message(int bytes) {
    return new BlueskySignal.Message(new byte[bytes], true);
  }
}
