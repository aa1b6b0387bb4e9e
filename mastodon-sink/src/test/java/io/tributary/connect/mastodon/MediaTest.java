package io.tributary.connect.mastodon;

import static io.tributary.connect.mastodon.Samples.post;
import static io.tributary.connect.mastodon.Samples.uri;
import static io.tributary.connect.mastodon.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.tributary.connect.mastodon.FaultyServer.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pictures and videos, from a server of the author to a server of ours. */
class MediaTest {
  private final List<String> fetched = Collections.synchronizedList(new ArrayList<>());
  private final HttpServer author = create();
  private final AtomicInteger failures = new AtomicInteger(2);
  private volatile Runnable onFetch = () -> {};

  private static HttpServer create() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void start() {
    author.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String path = exchange.getRequestURI().toString();
            onFetch.run();
            fetched.add(path + " " + exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] body =
                path.startsWith("/did:plc:")
                    ? """
                      {"service": [{"id": "#atproto_pds", "serviceEndpoint": "%s"}]}"""
                        .formatted(url())
                        .getBytes(StandardCharsets.UTF_8)
                    : new byte[path.contains("huge") ? 50_000 : 100];
            boolean fails = path.contains("busy") && failures.getAndDecrement() > 0;
            exchange.sendResponseHeaders(
                fails ? 503 : path.contains("lost") ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    author.start();
  }

  @AfterEach
  void stop() {
    author.stop(0);
  }

  @Test
  void blobsOfTheAuthorAreUploadedWithTheirDescriptions() {
    try (var harness = harness(Map.of())) {
      harness.mastodon.looksUntilMediaAreReady = 3;
      harness.post(uri("1"), withMedia("image/png", "cid1", "cid2"));

      FakeStatus status = harness.mastodon.present().get(0);
      assertThat(status.media).containsExactly("m1", "m2");
      assertThat(harness.mastodon.media.there("m1"))
          .satisfies(medium -> assertThat(medium.description).isEqualTo("About cid1"));
      assertThat(fetched)
          .contains(
              "/xrpc/com.atproto.sync.getBlob?did=did%3Aplc%3Aabc&cid=cid1 null",
              "/xrpc/com.atproto.sync.getBlob?did=did%3Aplc%3Aabc&cid=cid2 null");
    }
  }

  @Test
  void aDescriptionIsCutBetweenCharactersAsPeopleSeeThem() {
    try (var harness = harness(Map.of())) {
      String family = "👨‍👩‍👧‍👦";
      Map<String, @Nullable Object> record = new HashMap<>(withMedia("image/png", "cid1"));
      record.put(
          "media",
          List.of(
              Map.of(
                  "type", "image",
                  "url", url() + "/shown/1",
                  "alt", family.repeat(2_000),
                  "mime_type", "image/png",
                  "cid", "cid1")));
      harness.post(uri("1"), record);
      byte[] expected =
          (family.repeat((FakeMedia.LONGEST_DESCRIPTION - 1) / 7) + "…")
              .getBytes(StandardCharsets.UTF_8);
      assertThat(harness.mastodon.media.there("m1").description)
          .isEqualTo(new String(expected, StandardCharsets.ISO_8859_1));
    }
  }

  @Test
  void picturesAndVideosDoNotShareAStatus() {
    try (var harness = harness(Map.of())) {
      Map<String, @Nullable Object> record = new HashMap<>(withMedia("image/png", "cid1"));
      List<Object> media = new ArrayList<>();
      media.addAll((List<?>) Objects.requireNonNull(record.get("media")));
      media.addAll((List<?>) Objects.requireNonNull(withMedia("video/mp4", "cid2").get("media")));
      record.put("media", media);
      harness.post(uri("1"), record);
      assertThat(harness.mastodon.present())
          .extracting(status -> status.media)
          .containsExactly(List.of("m1"), List.of("m2"));
    }
  }

  @Test
  void aPutEndsBeforeTheWorkerMissesIt() {
    try (var harness = harness(Map.of())) {
      onFetch = () -> harness.clock.advance(Duration.ofSeconds(20));
      harness.put(harness.record(uri("1"), withMedia("image/png", "1", "2", "3")));
      // The PDS of the author is asked for first.
      assertThat(fetched).hasSize(2);
      assertThat(harness.posting().dueIn()).isPresent();
      harness.finish();
      assertThat(harness.mastodon.present().get(0).media).hasSize(3);
      assertThat(fetched).hasSize(4);
    }
  }

  @Test
  void whatFollowsASlowFetchWaitsForTheNextPut() {
    try (var harness = harness(Map.of())) {
      onFetch = () -> harness.clock.advance(Duration.ofSeconds(20));
      harness.put(
          harness.record(uri("0"), post("0", "Tides")),
          harness.record(uri("1"), withMedia("image/png", "1")));
      assertThat(harness.mastodon.count("POST /api/v2/media")).as("fetched once").isEqualTo(1);
      assertThat(harness.mastodon.texts()).containsExactly("Tides");
      harness.put();
      assertThat(harness.mastodon.texts()).hasSize(2);
      assertThat(harness.mastodon.count("POST /api/v2/media")).isEqualTo(1);
    }
  }

  @Test
  void moreThanTheServerTakesFollowInReplies() {
    try (var harness = harness(Map.of())) {
      harness.post(uri("1"), withMedia("image/png", "1", "2", "3", "4", "5"));

      List<FakeStatus> statuses = harness.mastodon.present();
      assertThat(statuses).extracting(status -> status.media.size()).containsExactly(4, 1);
      assertThat(statuses.get(1).parent).isEqualTo(statuses.get(0).id);
    }
  }

  @Test
  void aPictureThatFailsNeverBlocksTheText() {
    for (String cid : List.of("lost", "huge")) {
      try (var harness = harness(Map.of())) {
        harness.post(uri("1"), withMedia("image/png", cid, "good"));
        assertThat(harness.mastodon.present())
            .singleElement()
            .satisfies(status -> assertThat(status.media).hasSize(1));
      }
      try (var harness = harness(Map.of("media.on.failure", "fail"))) {
        harness.post(uri("1"), withMedia("image/png", cid, "good"));
        assertThat(harness.mastodon.texts()).isEmpty();
        assertThat(harness.reporter.reasons).hasSize(1);
      }
    }
  }

  @Test
  void aPictureThatCannotBeHadNowIsFetchedLater() {
    for (String choice : List.of("post", "fail")) {
      // The server of the author, then the URL of the record.
      failures.set(2);
      try (var harness = harness(Map.of("media.on.failure", choice))) {
        harness.post(uri("1"), withMedia("image/png", "busy"));
        assertThat(harness.mastodon.present())
            .singleElement()
            .satisfies(status -> assertThat(status.media).hasSize(1));
        assertThat(harness.reporter.records).isEmpty();
      }
    }
  }

  @Test
  void aPictureThatSomethingBeforeTheServerForbidsNeverBlocksTheText() {
    try (var harness = harness(Map.of())) {
      harness.mastodon.fail(Fault.answer("POST /api/v2/media", false, 403, "<html></html>"));
      harness.post(uri("1"), withMedia("image/png", "1"));
      assertThat(harness.mastodon.texts()).containsExactly("Look");
    }
    try (var harness = harness(Map.of())) {
      harness.mastodon.fail(
          Fault.answer(
              "POST /api/v2/media", false, 403, "{\"error\": \"outside the authorized scopes\"}"));
      var record = harness.record(uri("1"), withMedia("image/png", "1"));
      assertThatThrownBy(() -> harness.put(record)).hasMessageContaining("write:media");
    }
  }

  /** snac stores files under their names. */
  @Test
  void filesHaveNamesOfTheirOwn() {
    try (var harness = harness(Map.of())) {
      harness.post(uri("1"), withMedia("image/jpeg", "1", "2"));
      assertThat(harness.mastodon.media.there("m1").fileName).endsWith(".jpg").hasSize(36);
      assertThat(harness.mastodon.media.there("m1").fileName)
          .isNotEqualTo(harness.mastodon.media.there("m2").fileName);
    }
  }

  @Test
  void picturesAloneThatFailAreLinkedToOnce() {
    try (var harness = harness(Map.of())) {
      Map<String, @Nullable Object> record = new HashMap<>(withMedia("image/png", "lost"));
      record.put("text", "");
      harness.mastodon.fail(Fault.drop("POST /api/v1/statuses", true));
      harness.post(uri("1"), record);
      assertThat(harness.mastodon.texts()).containsExactly(url() + "/shown/lost");
      assertThat(harness.mastodon.count("POST /api/v1/statuses")).isEqualTo(1);
    }
  }

  @Test
  void whatTheServerDoesNotTakeIsNotEvenFetched() {
    try (var harness = harness(Map.of())) {
      harness.post(uri("1"), withMedia("image/heic", "cid1"));
      assertThat(harness.mastodon.texts()).containsExactly("Look");
      assertThat(fetched).isEmpty();
    }
  }

  @Test
  void mediaThatNeverGetReadyOrBreakAreGivenUp() {
    try (var harness = harness(Map.of("media.timeout.ms", "5000"))) {
      harness.mastodon.looksUntilMediaAreReady = 1_000;
      harness.post(uri("1"), withMedia("video/mp4", "cid1"));
      harness.mastodon.breaksMedia = true;
      harness.post(uri("2"), withMedia("video/mp4", "cid2"));
      assertThat(harness.mastodon.texts()).containsExactly("Look", "Look");
      assertThat(harness.mastodon.present()).allSatisfy(it -> assertThat(it.media).isEmpty());
    }
  }

  @Test
  void aServerWithOneUploadEndpointWillDo() {
    try (var harness =
        new PostingHarness(
            ServerProfile.SNAC,
            Map.of("plc.directory.url", url(), "http.private.addresses", "allow"))) {
      harness.post(uri("1"), withMedia("image/png", "cid1"));
      assertThat(harness.mastodon.present().get(0).media).containsExactly("m1");
      assertThat(harness.mastodon.count("POST /api/v1/media")).isEqualTo(1);
    }
  }

  @Test
  void anUploadThatFailsIsTriedAgain() {
    try (var harness = harness(Map.of())) {
      harness.mastodon.fail(
          Fault.drop("POST /api/v2/media", false),
          Fault.answer("POST /api/v2/media", false, 503, ""));
      harness.post(uri("1"), withMedia("image/png", "cid1"));
      assertThat(harness.mastodon.present().get(0).media).hasSize(1);
    }
  }

  @Test
  void aMediumThatWasUsedUpIsUploadedAnew() {
    try (var harness = harness(Map.of())) {
      harness.mastodon.fail(
          Fault.answer(
              "POST /api/v1/statuses",
              false,
              422,
              "{\"error\": \"Media 1 not found or already attached to another post\"}"));
      harness.post(uri("1"), withMedia("image/png", "cid1"));
      assertThat(harness.mastodon.present().get(0).media).containsExactly("m2");
    }
  }

  @Test
  void anEditKeepsTheMediaThatItStillHas() {
    try (var harness = harness(Map.of())) {
      harness.post(uri("1"), withMedia("image/png", "cid1"));
      Map<String, @Nullable Object> edited = new HashMap<>(withMedia("image/png", "cid1", "cid2"));
      edited.put("operation", "update");
      edited.put("rev", "rev-2");
      harness.post(uri("1"), edited);
      assertThat(harness.mastodon.present().get(0).media).containsExactly("m1", "m2");
      assertThat(harness.mastodon.media.size()).isEqualTo(2);
    }
  }

  @Test
  void addressesInRecordsLeadNowherePrivate() {
    try (var harness = new PostingHarness(Map.of("plc.directory.url", url()))) {
      harness.post(uri("1"), withMedia("image/png", "cid1"));
      assertThat(harness.mastodon.texts()).containsExactly("Look");
      assertThat(fetched).isEmpty();
    }
  }

  @Test
  void linksOrNothingIfAskedTo() {
    try (var harness = harness(Map.of("media.mode", "link"))) {
      harness.post(uri("1"), withMedia("image/png", "cid1"));
      assertThat(harness.mastodon.texts()).containsExactly("Look\n" + url() + "/shown/cid1");
    }
    try (var harness = harness(Map.of("media.mode", "none"))) {
      harness.post(uri("1"), withMedia("image/png", "cid1"));
      assertThat(harness.mastodon.texts()).containsExactly("Look");
    }
  }

  private PostingHarness harness(Map<String, String> overrides) {
    Map<String, String> properties =
        new HashMap<>(Map.of("plc.directory.url", url(), "http.private.addresses", "allow"));
    properties.putAll(overrides);
    return new PostingHarness(properties);
  }

  private Map<String, @Nullable Object> withMedia(String mimeType, String... cids) {
    return with(
        post("1", "Look"),
        "media",
        List.of(cids).stream()
            .map(
                cid ->
                    Map.of(
                        "type",
                        "image",
                        "url",
                        url() + "/shown/" + cid,
                        "alt",
                        "About " + cid,
                        "mime_type",
                        mimeType,
                        "cid",
                        cid))
            .toList());
  }

  private String url() {
    return "http://127.0.0.1:" + author.getAddress().getPort();
  }
}
