package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.common.MutableClock;
import java.util.List;
import java.util.Map;
import okhttp3.HttpUrl;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What a feed links to does not tell where a private feed is. */
class RssPrivateFeedsTest {
  private static final String RSS =
      """
      <rss xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel><item>
      <guid>1</guid><link>ep1.html</link><enclosure url="ep1.mp3" type="audio/mpeg"/>
      <image><url>ep1.png</url></image><podcast:transcript url="?part=1" type="text/vtt"/>
      <description>&lt;a href="#fn1"&gt;1&lt;/a&gt; &lt;a href="../notes"&gt;notes&lt;/a&gt;
      &lt;a href=""&gt;here&lt;/a&gt;</description>
      </item></channel></rss>
      """;
  private static final String JSON_FEED =
      """
      {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": "ep1.html",
      "image": "ep1.png", "content_html": "<a href='#fn1'>1</a> <a href='?x'>x</a>",
      "attachments": [{"url": "ep1.mp3", "mime_type": "audio/mpeg"}]}]}
      """;

  private final MutableClock clock = new MutableClock();
  private final StoredOffsets offsets = new StoredOffsets();
  @AutoClose private final FeedServer server = FeedServer.start();

  @Test
  void linksStartFromTheRootOfTheServer() throws InterruptedException {
    for (String document : List.of(RSS, JSON_FEED)) {
      server.publish("/t0ken/feed?key=t0ken", document);
      server.answer("/start", FeedServer.redirect(301, "/t0ken/feed?key=t0ken"));
      String named = "show=" + server.url("/t0ken/feed?key=t0ken");
      String moved = "show=" + server.url("/start");
      HttpUrl open = HttpUrl.get(server.url("/t0ken/feed?key=t0ken"));
      String withPassword = open.newBuilder().username("u").password("p").build().toString();

      for (String feed : List.of(named, moved)) {
        SourceRecord record = read(feed);
        assertThat(record.toString()).doesNotContain("t0ken");
        Struct value = (Struct) record.value();
        assertThat(value.getString("url")).isEqualTo(server.url("/ep1.html"));
        assertThat(value.getString("audio_url")).isEqualTo(server.url("/ep1.mp3"));
        assertThat(value.getArray("links")).hasSize(2);
      }
      assertThat(((Struct) read(withPassword).value()).getString("url"))
          .isEqualTo(server.url("/ep1.html"));
      assertThat(((Struct) read(open.toString()).value()).getString("url"))
          .isEqualTo(server.url("/t0ken/ep1.html"));
    }
  }

  @Test
  void linksStartFromWhereTheFeedSays() throws InterruptedException {
    server.publish(
        "/t0ken/feed",
        """
        <feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://trains.example/notes/">
        <entry><id>1</id><link href="#top"/><link href="1"/></entry></feed>
        """);
    Struct value = (Struct) read("show=" + server.url("/t0ken/feed")).value();

    assertThat(value.getString("url")).isEqualTo("https://trains.example/notes/1");
    assertThat(value.getArray("links")).isEqualTo(List.of("https://trains.example/notes/1"));
  }

  private SourceRecord read(String feed) throws InterruptedException {
    Map<String, String> config = TaskHarness.config(feed);
    try (TaskHarness task = TaskHarness.start(config, offsets, clock)) {
      return task.await(1).get(0);
    }
  }
}
