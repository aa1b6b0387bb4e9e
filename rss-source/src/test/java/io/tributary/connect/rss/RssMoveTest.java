package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;

class RssMoveTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final HttpUrl OLD = HttpUrl.get("http://old.example/feed");
  private static final HttpUrl SECURE = HttpUrl.get("https://old.example/feed");
  private static final HttpUrl NEW = HttpUrl.get("https://new.example/feed");

  @Test
  void movesAfterSevenDaysOfTheSameAnswer() {
    RssMove move = RssMove.NONE.after(OLD, List.of(NEW), NOW);
    assertThat(move.start(OLD)).isEqualTo(OLD);
    move = move.after(OLD, List.of(NEW), NOW.plus(RssMove.GRACE).minusMillis(1));
    assertThat(move.start(OLD)).isEqualTo(OLD);
    move = move.after(OLD, List.of(NEW), NOW.plus(RssMove.GRACE));
    assertThat(move).isEqualTo(new RssMove(NEW, null, null));
    assertThat(move.start(OLD)).isEqualTo(NEW);
    assertThat(move.after(NEW, List.of(), NOW)).isEqualTo(move);
  }

  @Test
  void countsFromTheStartAgainWhenTheAnswerChanges() {
    RssMove move = RssMove.NONE.after(OLD, List.of(NEW), NOW);

    assertThat(move.after(OLD, List.of(), NOW.plusSeconds(1))).isEqualTo(RssMove.NONE);
    HttpUrl other = HttpUrl.get("https://other.example/");
    RssMove changed = move.after(OLD, List.of(other), NOW.plus(Duration.ofDays(6)));
    assertThat(changed.after(OLD, List.of(other), NOW.plus(Duration.ofDays(8))).to()).isNull();
  }

  @Test
  void takesHttpsOfTheSameHostAtOnce() {
    assertThat(RssMove.NONE.after(OLD, List.of(SECURE), NOW))
        .isEqualTo(new RssMove(SECURE, null, null));
    assertThat(RssMove.NONE.after(OLD, List.of(SECURE, NEW), NOW))
        .isEqualTo(new RssMove(SECURE, NEW, NOW));
    assertThat(RssMove.NONE.after(SECURE, List.of(OLD), NOW).to()).isNull();
  }

  @Test
  void takesAnotherPlaceOnHttpsOfTheSameHostAfterSevenDaysAndThenForGood() {
    for (String other : List.of("https://old.example/", "https://old.example/feed?page=1")) {
      HttpUrl target = HttpUrl.get(other);
      RssMove move = RssMove.NONE.after(OLD, List.of(target), NOW);
      assertThat(move).isEqualTo(new RssMove(null, target, NOW));
      assertThat(RssMove.NONE.after(OLD, List.of(SECURE, target), NOW))
          .isEqualTo(new RssMove(SECURE, target, NOW));
      move = move.after(OLD, List.of(target), NOW.plus(RssMove.GRACE));
      assertThat(move).isEqualTo(new RssMove(target, null, null));
      assertThat(move.allowsFallback(OLD)).isFalse();
    }
  }

  @Test
  void asksTheOldPlaceWhenTheNewOneFailsButNeverWithoutTheTlsItHad() {
    var moved = new RssMove(NEW, null, null);

    assertThat(moved.allowsFallback(OLD)).isTrue();
    assertThat(new RssMove(SECURE, null, null).allowsFallback(OLD)).isFalse();
    assertThat(RssMove.NONE.allowsFallback(OLD)).isFalse();
    assertThat(moved.afterFallback(OLD, List.of(NEW), NOW)).isEqualTo(moved);
    assertThat(moved.afterFallback(OLD, List.of(), NOW)).isEqualTo(RssMove.NONE);
    HttpUrl other = HttpUrl.get("https://other.example/");
    assertThat(moved.afterFallback(OLD, List.of(other), NOW))
        .isEqualTo(new RssMove(null, other, NOW));
  }

  @Test
  void remembersNoUrlThatWouldFillAnOffset() {
    HttpUrl endless = HttpUrl.get("https://new.example/" + "x".repeat(5_000));

    assertThat(RssMove.NONE.after(OLD, List.of(endless), NOW)).isEqualTo(RssMove.NONE);
  }
}
