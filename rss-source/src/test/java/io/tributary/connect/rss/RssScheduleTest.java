package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;

class RssScheduleTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private final RssSchedule schedule = new RssSchedule(5);

  @Test
  void handsOutWhatIsDueLongestFirst() {
    RssFeedState late = feed("https://a.example/", NOW.minusSeconds(1));
    RssFeedState later = feed("https://b.example/", NOW.minusSeconds(2));
    feed("https://c.example/", NOW.plusSeconds(1));

    assertThat(schedule.next(NOW)).isSameAs(later);
    assertThat(schedule.next(NOW)).isSameAs(late);
    assertThat(schedule.next(NOW)).isNull();
  }

  @Test
  void passesOverHostsThatAreBusy() {
    RssFeedState first = feed("https://a.example/1", NOW.minusSeconds(9));
    RssFeedState second = feed("https://a.example/2", NOW.minusSeconds(8));
    RssFeedState third = feed("https://a.example/3", NOW.minusSeconds(7));
    RssFeedState fourth = feed("https://a.example/4", NOW.minusSeconds(6));
    RssFeedState other = feed("https://b.example/", NOW);

    assertThat(schedule.next(NOW)).isSameAs(first);
    assertThat(schedule.next(NOW)).isSameAs(second);
    assertThat(schedule.next(NOW)).isSameAs(other);
    assertThat(schedule.next(NOW)).isNull();
    schedule.fetched(second);
    assertThat(schedule.next(NOW)).isSameAs(third);
    assertThat(schedule.next(NOW)).isNull();
    schedule.fetched(first);
    schedule.fetched(third);
    assertThat(schedule.next(NOW)).isSameAs(fourth);
  }

  @Test
  void handsOutNoMoreThanMayBeInFlight() {
    for (int i = 0; i < 6; i++) {
      feed("https://h%d.example/".formatted(i), NOW);
    }
    RssJob first = schedule.next(NOW);
    for (int i = 0; i < 4; i++) {
      assertThat(schedule.next(NOW)).isNotNull();
    }
    assertThat(schedule.next(NOW)).isNull();
    schedule.fetched(Objects.requireNonNull(first));
    assertThat(schedule.next(NOW)).isNull();
    schedule.done();
    assertThat(schedule.next(NOW)).isNotNull();
  }

  @Test
  void countsAFeedForTheHostItHasMovedTo() {
    RssFeedState moved = feed("https://a.example/1", NOW);
    moved.offset =
        moved.offset.with(
            RssPollState.NONE.succeeded(
                RssValidators.NONE,
                RssRhythm.NONE,
                Duration.ZERO,
                new RssMove(HttpUrl.get("https://b.example/"), null, null),
                NOW,
                null));
    feed("https://b.example/2", NOW.plusMillis(1));
    feed("https://b.example/3", NOW.plusMillis(2));

    assertThat(schedule.next(NOW.plusSeconds(1))).isSameAs(moved);
    assertThat(schedule.next(NOW.plusSeconds(1))).isNotNull();
    assertThat(schedule.next(NOW.plusSeconds(1))).isNull();
  }

  @Test
  void keepsTheWaitsWhenTheClockIsSetBack() {
    Instant before = NOW.minus(Duration.ofDays(400));
    RssFeedState first = feed("https://a.example/", NOW.plusSeconds(10));
    RssFeedState second = feed("https://b.example/", NOW.plusSeconds(20));

    assertThat(schedule.next(NOW)).isNull();
    assertThat(schedule.next(before)).isNull();
    assertThat(schedule.next(before.plusSeconds(9))).isNull();
    assertThat(schedule.next(before.plusSeconds(10))).isSameAs(first);
    assertThat(schedule.next(before.plusSeconds(19))).isNull();
    assertThat(schedule.next(before.plusSeconds(20))).isSameAs(second);
  }

  @Test
  void saysHowLateItIs() {
    assertThat(schedule.lag(NOW)).isZero();
    feed("https://a.example/1", NOW.plusSeconds(5));
    assertThat(schedule.lag(NOW)).isZero();
    for (int i = 0; i < 3; i++) {
      feed("https://b.example/" + i, NOW.minusSeconds(30 - i));
    }
    assertThat(schedule.lag(NOW)).isEqualTo(Duration.ofSeconds(30));
    while (schedule.next(NOW) != null) {
      // The third waits for its host.
    }
    assertThat(schedule.lag(NOW)).isEqualTo(Duration.ofSeconds(28));
  }

  private RssFeedState feed(String url, Instant due) {
    var feed = new RssFeedState(FeedAddress.parse(url), RssOffset.START, due);
    schedule.add(feed);
    return feed;
  }
}
