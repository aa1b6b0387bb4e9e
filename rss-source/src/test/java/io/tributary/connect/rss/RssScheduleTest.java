package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RssScheduleTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Duration INTERVAL = Duration.ofMinutes(15);
  private static final Duration DAY = Duration.ofHours(24);

  private double random = 0.5;
  private final RssSchedule schedule = new RssSchedule(INTERVAL, DAY, 5, () -> random);

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
    RssFeedState first = schedule.next(NOW);
    for (int i = 0; i < 4; i++) {
      assertThat(schedule.next(NOW)).isNotNull();
    }
    assertThat(schedule.next(NOW)).isNull();
    schedule.fetched(Objects.requireNonNull(first));
    assertThat(schedule.next(NOW)).isNull();
    schedule.succeeded(first, NOW);
    assertThat(schedule.next(NOW)).isNotNull();
  }

  @Test
  void plansTheNextFetchAnIntervalAfterASuccess() {
    RssFeedState feed = feed("https://a.example/", NOW);
    schedule.next(NOW);
    schedule.fetched(feed);
    schedule.succeeded(feed, NOW);

    assertThat(schedule.next(NOW.plus(INTERVAL).minusMillis(1))).isNull();
    assertThat(schedule.next(NOW.plus(INTERVAL))).isSameAs(feed);
  }

  @Test
  void doesNotWaitForAClockThatWasSetBack() {
    RssFeedState feed = feed("https://a.example/", NOW.plus(DAY));

    assertThat(schedule.next(NOW)).isNull();
    assertThat(schedule.next(NOW.minusMillis(1))).isSameAs(feed);
  }

  @Test
  void waitsTwiceAsLongAfterEachFailureUpToTheLongestInterval() {
    RssFeedState feed =
        new RssFeedState(FeedAddress.parse("https://a.example/"), RssOffset.START, NOW);
    for (int minutes : new int[] {15, 30, 60, 120, 240, 480, 960, 1440, 1440}) {
      schedule.failed(feed, NOW);
      assertThat(feed.due).isEqualTo(NOW.plus(Duration.ofMinutes(minutes)));
    }
    for (int i = 0; i < 2_000; i++) {
      schedule.failed(feed, NOW);
    }
    assertThat(feed.due).isEqualTo(NOW.plus(DAY));
  }

  @Test
  void startsTheBackOffAnewAfterASuccess() {
    RssFeedState feed =
        new RssFeedState(FeedAddress.parse("https://a.example/"), RssOffset.START, NOW);
    schedule.failed(feed, NOW);
    schedule.failed(feed, NOW);
    schedule.succeeded(feed, NOW);
    schedule.failed(feed, NOW);

    assertThat(feed.due).isEqualTo(NOW.plus(INTERVAL));
  }

  @Test
  void spreadsFeedsThatFailTogether() {
    RssFeedState feed =
        new RssFeedState(FeedAddress.parse("https://a.example/"), RssOffset.START, NOW);
    random = 0;
    schedule.failed(feed, NOW);
    assertThat(feed.due).isEqualTo(NOW.plusMillis(INTERVAL.toMillis() * 9 / 10));
    random = 1;
    feed.failures = 0;
    schedule.failed(feed, NOW);
    assertThat(feed.due).isEqualTo(NOW.plusMillis(INTERVAL.toMillis() * 11 / 10));
  }

  private RssFeedState feed(String url, Instant due) {
    var feed = new RssFeedState(FeedAddress.parse(url), RssOffset.START, due);
    schedule.add(feed);
    return feed;
  }
}
