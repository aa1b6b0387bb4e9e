package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connect.bluesky.BlueskyPost.Card;
import io.tributary.connect.bluesky.BlueskyPost.Media;
import io.tributary.connect.bluesky.BlueskyPost.MediaType;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostReaderTest {
  private static final String DID = "did:plc:ada";
  private static final String BLOB =
      """
      {"$type":"blob","ref":{"$link":"bafkabc"},"mimeType":"image/png","size":70}\
      """;

  @Test
  void readsAnEmptyPost() {
    assertThat(read("{}"))
        .isEqualTo(
            new BlueskyPost(
                "", null, List.of(), List.of(), List.of(), List.of(), null, null, null, List.of(),
                null, List.of(), List.of()));
  }

  @Test
  void readsImages() {
    BlueskyPost post =
        embed(
            """
            {"$type":"app.bsky.embed.images","images":[
              {"image":%s,"alt":"A buoy","aspectRatio":{"width":4,"height":3}},
              {"image":{"cid":"bafkold","mimeType":"image/jpeg"}}]}\
            """
                .formatted(BLOB));

    assertThat(post.media())
        .containsExactly(
            new Media(
                MediaType.IMAGE,
                "https://cdn.bsky.app/img/feed_fullsize/plain/did:plc:ada/bafkabc@jpeg",
                "A buoy",
                "image/png",
                4,
                3,
                "bafkabc"),
            new Media(
                MediaType.IMAGE,
                "https://cdn.bsky.app/img/feed_fullsize/plain/did:plc:ada/bafkold@jpeg",
                "",
                "image/jpeg",
                null,
                null,
                "bafkold"));
  }

  @Test
  void readsGalleries() {
    BlueskyPost post =
        embed(
            """
            {"$type":"app.bsky.embed.gallery","items":[
              {"$type":"app.bsky.embed.gallery#image","image":%s,"alt":"one"},
              {"$type":"app.bsky.embed.gallery#novelty","x":1},
              {"$type":"app.bsky.embed.gallery#image","image":%s,"alt":"two"}]}\
            """
                .formatted(BLOB, BLOB));

    assertThat(post.media()).extracting(Media::alt).containsExactly("one", "two");
  }

  @Test
  void tellsVideosFromGifs() {
    String video =
        """
        {"$type":"app.bsky.embed.video","video":%s,"alt":"Waves","presentation":"%s"}\
        """;

    assertThat(embed(video.formatted(BLOB, "default")).media())
        .containsExactly(
            new Media(
                MediaType.VIDEO,
                "https://video.bsky.app/watch/did:plc:ada/bafkabc/playlist.m3u8",
                "Waves",
                "image/png",
                null,
                null,
                "bafkabc"));
    assertThat(embed(video.formatted(BLOB, "gif")).media())
        .extracting(Media::type)
        .containsExactly(MediaType.GIF);
  }

  @Test
  void readsCardsIntoTheLinks() {
    BlueskyPost post =
        embed(
            """
            {"$type":"app.bsky.embed.external","external":{"uri":"https://example.org/chart",
             "title":"A chart","description":"Of the bay","thumb":%s}}\
            """
                .formatted(BLOB));

    assertThat(post.card())
        .isEqualTo(
            new Card(
                "https://example.org/chart",
                "A chart",
                "Of the bay",
                "https://cdn.bsky.app/img/feed_thumbnail/plain/did:plc:ada/bafkabc@jpeg"));
    assertThat(post.links()).containsExactly("https://example.org/chart");
  }

  @Test
  void readsQuotesWithAndWithoutMedia() {
    String quote =
        """
        {"$type":"app.bsky.embed.record","record":{"uri":"at://did:plc:ben/app.bsky.feed.post/1"}}\
        """;
    BlueskyPost both =
        embed(
            """
            {"$type":"app.bsky.embed.recordWithMedia","record":%s,
             "media":{"$type":"app.bsky.embed.images","images":[{"image":%s}]}}\
            """
                .formatted(quote, BLOB));

    assertThat(embed(quote).quote()).isEqualTo("at://did:plc:ben/app.bsky.feed.post/1");
    assertThat(both.quote()).isEqualTo("at://did:plc:ben/app.bsky.feed.post/1");
    assertThat(both.media()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"$type\":\"app.bsky.embed.novelty\",\"images\":[{}]}",
        "{\"$type\":\"app.bsky.embed.images\",\"images\":{\"a\":1}}",
        "{\"$type\":\"app.bsky.embed.images\",\"images\":[7,{\"image\":{\"ref\":{\"$link\":\"../x\"}}}]}",
        "{\"$type\":\"app.bsky.embed.external\",\"external\":{\"uri\":\"no address\"}}",
        "{\"$type\":\"app.bsky.embed.record\",\"record\":{\"uri\":\"https://example.org\"}}",
        "{\"$type\":[]}",
        "[]",
        "7"
      })
  void leavesTheRestIntactBesideAnEmbedThatItDoesNotKnow(String embed) {
    BlueskyPost post = embed(embed);

    assertThat(post.text()).isEqualTo("here");
    assertThat(post.media()).isEmpty();
    assertThat(post.card()).isNull();
    assertThat(post.quote()).isNull();
  }

  @Test
  void readsReplies() {
    BlueskyPost post =
        read(
            """
            {"reply":{"root":{"uri":"at://did:plc:ben/app.bsky.feed.post/1","cid":"x"},
             "parent":{"uri":"at://did:plc:ben/app.bsky.feed.post/2","cid":"x"}}}\
            """);

    assertThat(post.replyRoot()).isEqualTo("at://did:plc:ben/app.bsky.feed.post/1");
    assertThat(post.replyParent()).isEqualTo("at://did:plc:ben/app.bsky.feed.post/2");
    assertThat(post.isReply()).isTrue();
    assertThat(read("{\"reply\":{\"root\":null}}").isReply()).isFalse();
  }

  @Test
  void unitesTagsKeepingTheFirstSpelling() {
    BlueskyPost post =
        read(
            """
            {"text":"#Häfen","tags":["HÄFEN","#Boats","boats"," ","#"],
             "facets":[{"index":{"byteStart":0,"byteEnd":7},
               "features":[{"$type":"app.bsky.richtext.facet#tag","tag":"Häfen"}]}]}\
            """);

    assertThat(post.tags()).containsExactly("Häfen", "Boats");
  }

  @Test
  void listsEachLinkOnce() {
    BlueskyPost post =
        read(
            """
            {"text":"a b","facets":[%s,%s],"embed":{"$type":"app.bsky.embed.external",
             "external":{"uri":"https://example.org/1"}}}\
            """
                .formatted(
                    link(2, 3, "https://example.org/2"), link(0, 1, "https://example.org/1")));

    assertThat(post.links()).containsExactly("https://example.org/1", "https://example.org/2");
  }

  @Test
  void skipsHostileFacetsAndKeepsTheOthers() {
    String facets =
        String.join(
            ",",
            link(-1, 2, "https://example.org/before"),
            link(0, 99, "https://example.org/beyond"),
            link(3, 3, "https://example.org/empty"),
            link(4, 2, "https://example.org/backwards"),
            link(0, 1, "https://example.org/half-a-character"),
            link(2, 4, "https://example.org/kept"),
            link(3, 5, "https://example.org/overlapping"),
            link(4, 5, "javascript"),
            "{\"index\":{\"byteStart\":\"2\",\"byteEnd\":4.5},\"features\":[]}",
            "{\"index\":{\"byteStart\":1e99,\"byteEnd\":99999999999}}",
            "7",
            "null");

    BlueskyPost post = read("{\"text\":\"üabcd\",\"facets\":[" + facets + "]}");

    assertThat(post.links()).containsExactly("https://example.org/kept");
    assertThat(post.facets()).hasSize(1);
  }

  @Test
  void readsSeveralFeaturesOfOneFacet() {
    BlueskyPost post =
        read(
            """
            {"text":"abc","facets":[{"index":{"byteStart":0,"byteEnd":3},"features":[
              {"$type":"app.bsky.richtext.facet#mention","did":"did:plc:ben"},
              {"$type":"app.bsky.richtext.facet#mention","did":"nobody"},
              {"$type":"app.bsky.richtext.facet#novelty","x":1},
              {"$type":"app.bsky.richtext.facet#link","uri":"https://example.org/"}]}]}\
            """);

    assertThat(post.facets())
        .extracting(BlueskyPost.Facet::value)
        .containsExactly("did:plc:ben", "https://example.org/");
    assertThat(post.mentions()).containsExactly("did:plc:ben");
  }

  @Test
  void replacesHalvesOfCharacters() {
    assertThat(read("{\"text\":\"a\\ud83db\\ud83d\\udc4b\"}").text()).isEqualTo("a\uFFFDb👋");
  }

  @Test
  void readsLabelsAndLanguages() {
    BlueskyPost post =
        read(
            """
            {"langs":["de","de",7,""],
             "labels":{"values":[{"val":"nudity"},{"val":7},{"val":"nudity"}]}}\
            """);

    assertThat(post.langs()).containsExactly("de");
    assertThat(post.labels()).containsExactly("nudity");
  }

  @Test
  void readsWhatTheClientClaimsOfTheTime() {
    assertThat(read("{\"createdAt\":\"2026-11-21T10:00:00.5+02:00\"}").createdAt())
        .isEqualTo(Instant.parse("2026-11-21T08:00:00.5Z"));
    assertThat(read("{\"createdAt\":\"tomorrow\"}").createdAt()).isNull();
  }

  private static String link(int start, int end, String uri) {
    return """
    {"index":{"byteStart":%d,"byteEnd":%d},
     "features":[{"$type":"app.bsky.richtext.facet#link","uri":"%s"}]}\
    """
        .formatted(start, end, uri);
  }

  private static BlueskyPost embed(String embed) {
    return read("{\"text\":\"here\",\"embed\":" + embed + "}");
  }

  private static BlueskyPost read(String record) {
    try {
      return PostReader.read(DID, new ObjectMapper().readTree(record));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
