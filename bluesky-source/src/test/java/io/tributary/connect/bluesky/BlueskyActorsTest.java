package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.common.MutableClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is believed of handles, and for how long. */
class BlueskyActorsTest {
  private static final String ALICE = "did:plc:alice";

  @RegisterExtension private final FakeDirectory directory = FakeDirectory.start();
  private final MutableClock clock = new MutableClock();

  private BlueskyActors actors(String... handles) {
    return actors(Duration.ofSeconds(10), handles);
  }

  private BlueskyActors actors(Duration timeout, String... handles) {
    Map<String, String> config = new HashMap<>(TaskHarness.config("ws://localhost"));
    directory.configure(config);
    return new BlueskyActors(
        List.of(handles),
        new BlueskyDirectory(new BlueskyHttp(timeout), new BlueskySourceConfig(config)),
        clock);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 408, 425})
  void aGateBeforeTheDirectoryIsNoAnswer(int status) throws Exception {
    directory.account("alice.example", ALICE);
    BlueskyActors actors = actors("alice.example");
    directory.refuseDocuments(status);
    actors.resolve();
    assertThat(actors.unanswered()).containsExactly("alice.example");
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 500, 503})
  void aHostThatCannotTellIsWaitedForWhereOnlyItMightKnow(int status) throws Exception {
    directory.refuseHosts(status);
    BlueskyActors actors = actors("alice.example");
    actors.resolve();
    assertThat(actors.unanswered()).containsExactly("alice.example");

    directory.refuseHosts(0);
    directory.wellKnown("alice.example", ALICE);
    clock.advance(Duration.ofMinutes(2));
    actors.resolve();
    assertThat(actors.unanswered()).isEmpty();
    assertThat(actors.dids()).containsExactly(ALICE);
  }

  @Test
  void aHostThatDoesNotAnswerInTimeIsWaitedFor() throws Exception {
    var over = new CountDownLatch(1);
    directory.before(
        path -> {
          if (path.startsWith("/handles/")) {
            boolean unused = over.await(20, TimeUnit.SECONDS);
          }
        });
    BlueskyActors actors = actors(Duration.ofMillis(500), "alice.example");
    actors.resolve();
    over.countDown();

    assertThat(actors.unanswered()).containsExactly("alice.example");
  }

  @Test
  void aHostThatIsGoneForGoodIsWaitedForAQuarterOfAnHour() throws Exception {
    directory.refuseHosts(502);
    BlueskyActors actors = actors("alice.example");
    for (int minute = 0; minute < 15; minute++) {
      actors.resolve();
      assertThat(actors.unanswered()).containsExactly("alice.example");
      clock.advance(Duration.ofMinutes(1));
    }
    try (var log = new CapturedLog()) {
      actors.resolve();
      assertThat(actors.unanswered()).isEmpty();
      clock.advance(Duration.ofMinutes(6));
      actors.resolve();
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith("WARN Handle alice.example is not waited for any longer");
    }
    assertThat(actors.takeProblem()).isEqualTo("handle alice.example is not waited for any longer");
    assertThat(actors.takeProblem()).isNull();

    directory.refuseHosts(0);
    directory.wellKnown("alice.example", ALICE);
    clock.advance(Duration.ofMinutes(6));
    assertThat(actors.resolve()).isTrue();
    assertThat(actors.dids()).containsExactly(ALICE);
  }

  @Test
  void aHandleThatNobodyCanTellAboutIsWaitedForSixHours() throws Exception {
    directory.setDown(true);
    BlueskyActors actors = actors("alice.example");
    actors.resolve();
    clock.advance(Duration.ofHours(5));
    actors.resolve();
    assertThat(actors.unanswered()).containsExactly("alice.example");

    clock.advance(Duration.ofHours(2));
    actors.resolve();
    assertThat(actors.unanswered()).isEmpty();
  }

  @Test
  void believesAnAnswerForADay() throws Exception {
    directory.account("alice.example", ALICE);
    BlueskyActors actors = actors("alice.example");
    assertThat(actors.resolve()).isTrue();

    clock.advance(Duration.ofHours(23));
    assertThat(actors.isDue()).isFalse();
    clock.advance(Duration.ofHours(2));
    assertThat(actors.isDue()).isTrue();
  }

  @Test
  void doubtsAnAnswerRightAfterAChange() throws Exception {
    directory.account("alice.example", ALICE);
    BlueskyActors actors = actors("alice.example");
    actors.resolve();
    actors.changed(ALICE);
    assertThat(actors.isDue()).isTrue();
    actors.resolve();
    assertThat(actors.isDue()).isFalse();

    clock.advance(Duration.ofMinutes(6));
    assertThat(actors.isDue()).as("who was asked may not have known").isTrue();
    actors.resolve();
    clock.advance(Duration.ofHours(23));
    assertThat(actors.isDue()).isFalse();
  }

  @Test
  void asksAgainWhereAnIdentityChangesWhileItIsLookedUp() throws Exception {
    directory.account("alice.example", ALICE);
    BlueskyActors actors = actors("alice.example");
    actors.resolve();
    clock.advance(Duration.ofHours(25));
    var once = new AtomicBoolean();
    directory.before(
        path -> {
          if (once.compareAndSet(false, true)) {
            actors.changed(ALICE);
          }
        });
    actors.resolve();

    assertThat(actors.isDue()).isTrue();
  }

  @Test
  void asksAboutSeveralHandlesAtATime() throws Exception {
    String[] handles =
        IntStream.range(0, 8).mapToObj(i -> "h" + i + ".example").toArray(String[]::new);
    for (String handle : handles) {
      directory.account(handle, "did:plc:" + handle.substring(0, 2));
    }
    var together = new CountDownLatch(handles.length);
    var missed = new AtomicBoolean();
    directory.before(
        path -> {
          together.countDown();
          if (!together.await(10, TimeUnit.SECONDS)) {
            missed.set(true);
          }
        });
    BlueskyActors actors = actors(handles);
    actors.resolve();

    assertThat(missed).isFalse();
    assertThat(actors.dids()).hasSize(handles.length);
  }

  @Test
  void tellsAHandleThatLeadsNowhereFromOneThatNobodyCanTellAbout() throws Exception {
    directory.account("alice.example", ALICE);
    BlueskyActors actors = actors("alice.example", "nobody.example");
    actors.resolve();
    assertThat(actors.unanswered()).isEmpty();

    directory.setAppViewDown(true);
    BlueskyActors later = actors("alice.example", "nobody.example");
    later.resolve();
    assertThat(later.unanswered()).containsExactly("alice.example", "nobody.example");

    directory.setAppViewDown(false);
    clock.advance(Duration.ofMinutes(2));
    later.resolve();
    assertThat(later.unanswered()).isEmpty();
    assertThat(later.dids()).containsExactly(ALICE);
  }
}
