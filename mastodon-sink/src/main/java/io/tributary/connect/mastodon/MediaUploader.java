package io.tributary.connect.mastodon;

import io.tributary.connect.mastodon.StateEntry.PostedMedia;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import okhttp3.MediaType;
import okhttp3.MultipartBody;
import okhttp3.RequestBody;
import org.apache.kafka.connect.errors.DataException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings pictures and videos to the server, and waits until it has processed them. */
final class MediaUploader {
  private static final Logger log = LoggerFactory.getLogger(MediaUploader.class);
  private static final int TRIES = 3;
  private static final Duration FETCH_AGAIN = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final int PARTIAL = 206;
  private static final int ACCEPTED = 202;

  private final MediaFetcher fetcher;
  private final MastodonCalls calls;
  private final MastodonServer server;
  private final boolean postsWithoutFailed;
  private final Duration timeout;
  private final MastodonTurn turn;
  private final MastodonMetrics metrics;
  private final Clock clock;

  MediaUploader(
      MastodonSinkConfig config,
      MediaFetcher fetcher,
      MastodonCalls calls,
      MastodonServer server,
      MastodonTurn turn,
      MastodonMetrics metrics,
      Clock clock) {
    this.fetcher = fetcher;
    this.calls = calls;
    this.server = server;
    this.postsWithoutFailed = config.postsWithoutFailedMedia();
    this.timeout = config.mediaTimeout();
    this.turn = turn;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * Returns the media of a status, ready to be attached.
   *
   * @param attached those that it has already
   * @throws PauseException if some are not ready yet
   * @throws DataException if one has failed and that is not tolerated
   */
  List<PostedMedia> attach(MastodonItem item, List<DraftMedia> media, List<PostedMedia> attached) {
    List<PostedMedia> ready = new ArrayList<>();
    for (DraftMedia medium : media) {
      attached.stream()
          .filter(known -> known.identity().equals(medium.identity()))
          .findFirst()
          .ifPresentOrElse(
              ready::add,
              () -> {
                if (advance(item, medium) instanceof MediaUpload.Ready uploaded) {
                  ready.add(new PostedMedia(medium.identity(), uploaded.id()));
                }
              });
    }
    return ready;
  }

  private MediaUpload advance(MastodonItem item, DraftMedia medium) {
    MediaUpload upload = item.uploads.get(medium.identity());
    if (upload == null || upload instanceof MediaUpload.Untaken) {
      turn.require();
      upload = upload(item, medium, upload instanceof MediaUpload.Untaken it ? it.tries() : 0);
      note(item, medium, upload);
    }
    if (upload instanceof MediaUpload.Processing processing) {
      upload = processed(processing);
      note(item, medium, upload);
    }
    return upload;
  }

  private void note(MastodonItem item, DraftMedia medium, MediaUpload upload) {
    item.uploads.put(medium.identity(), upload);
    turn.moved();
    if (upload instanceof MediaUpload.Failed failed) {
      metrics.mediumFailed();
      if (!postsWithoutFailed) {
        throw new DataException("one of its media cannot be posted: " + failed.reason());
      }
      log.warn("{} is posted without one of its media: {}", item.place(), failed.reason());
    }
  }

  private MediaUpload upload(MastodonItem item, DraftMedia medium, int tries) {
    InstanceLimits limits = server.session().limits();
    FetchedMedia fetched = fetcher.fetch(medium, limits);
    if (fetched instanceof FetchedMedia.Failed failed) {
      if (failed.passing() && tries + 1 < TRIES) {
        item.uploads.put(medium.identity(), new MediaUpload.Untaken(tries + 1));
        throw new PauseException(
            clock.instant().plus(FETCH_AGAIN.multipliedBy(tries + 1L)), failed.reason());
      }
      return new MediaUpload.Failed(failed.reason());
    }
    var bytes = (FetchedMedia.Bytes) fetched;
    RequestBody form = form(medium, bytes, limits);
    // In the same put, however long fetching took: otherwise it would be fetched again.
    MastodonAnswer answer =
        calls.send(ApiFamily.MEDIA, () -> calls.client().upload("/api/v2/media", form));
    if (isMissing(answer)) {
      answer = calls.send(ApiFamily.MEDIA, () -> calls.client().upload("/api/v1/media", form));
    }
    if (answer instanceof MastodonAnswer.Done done && done.body().hasNonNull("id")) {
      String id = done.body().get("id").asText();
      // Pleroma always says that it is at it, and tells by the URL that it is not.
      return done.status() == ACCEPTED && !done.body().hasNonNull("url")
          ? new MediaUpload.Processing(id, clock.instant().plus(timeout))
          : new MediaUpload.Ready(id);
    }
    if (answer instanceof MastodonAnswer.Refused refused
        && MastodonFailure.of(refused) != MastodonFailure.RETRY) {
      return new MediaUpload.Failed("the server refuses it: " + refused.message());
    }
    PauseException later = calls.later(ApiFamily.MEDIA, answer, item.place());
    if (tries + 1 >= TRIES) {
      return new MediaUpload.Failed("the server did not take it: " + later.getMessage());
    }
    item.uploads.put(medium.identity(), new MediaUpload.Untaken(tries + 1));
    throw later;
  }

  private static RequestBody form(
      DraftMedia medium, FetchedMedia.Bytes bytes, InstanceLimits limits) {
    return new MultipartBody.Builder()
        .setType(MultipartBody.FORM)
        .addFormDataPart(
            "description",
            StatusLength.cutDescription(medium.description(), limits.maxDescription()))
        .addFormDataPart(
            "file",
            fileName(medium, bytes.mimeType()),
            RequestBody.create(bytes.content(), MediaType.parse(bytes.mimeType())))
        .build();
  }

  /** snac stores a file under its name, and tells its kind by the end of that. */
  private static String fileName(DraftMedia medium, String mimeType) {
    String kind = mimeType.substring(mimeType.indexOf('/') + 1);
    String extension =
        switch (kind) {
          case "jpeg" -> "jpg";
          case "quicktime" -> "mov";
          case "svg+xml" -> "svg";
          default -> kind.matches("[a-z0-9]{1,8}") ? kind : "bin";
        };
    return Hash.of(medium.did(), medium.identity()) + "." + extension;
  }

  private MediaUpload processed(MediaUpload.Processing processing) {
    MastodonAnswer answer =
        calls.send(ApiFamily.READS, () -> calls.client().read("/api/v1/media/" + processing.id()));
    if (answer instanceof MastodonAnswer.Done done && done.status() != PARTIAL) {
      return new MediaUpload.Ready(processing.id());
    }
    if (answer instanceof MastodonAnswer.Refused refused
        && MastodonFailure.of(refused) != MastodonFailure.RETRY) {
      return new MediaUpload.Failed("the server cannot process it: " + refused.message());
    }
    if (clock.instant().isAfter(processing.deadline())) {
      return new MediaUpload.Failed(
          "the server has not processed it within %d ms (%s)"
              .formatted(timeout.toMillis(), MastodonSinkConfig.MEDIA_TIMEOUT_MS));
    }
    throw new PauseException(clock.instant().plus(LOOK), "media are being processed");
  }

  private static boolean isMissing(MastodonAnswer answer) {
    return answer instanceof MastodonAnswer.Refused refused && refused.isAboutSomethingMissing();
  }
}
