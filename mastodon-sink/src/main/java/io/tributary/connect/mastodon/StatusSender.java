package io.tributary.connect.mastodon;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.connect.mastodon.MastodonChange.Publish;
import io.tributary.connect.mastodon.StateEntry.PostedMedia;
import io.tributary.connect.mastodon.StateEntry.PostedPart;
import io.tributary.connect.mastodon.StatusPlanner.Planned;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Posts, edits and deletes single statuses, and looks for them where that was in doubt. */
final class StatusSender {
  private final MastodonCalls calls;
  private final MastodonState state;
  private final Lookback lookback;
  private final PostingPace pace;
  private final MediaUploader media;
  private final StatusPlanner planner;
  private final MastodonServer server;
  private final MastodonTurn turn;
  private final GoneStatuses gone;
  private final boolean repostsMissing;
  private final Optional<Duration> patience;
  private final Clock clock;

  StatusSender(
      MastodonSinkConfig config,
      MastodonCalls calls,
      MastodonState state,
      MastodonServer server,
      MediaUploader media,
      StatusPlanner planner,
      MastodonTurn turn,
      Clock clock) {
    this.calls = calls;
    this.state = state;
    this.server = server;
    this.lookback = server.lookback();
    this.pace = server.pace();
    this.media = media;
    this.planner = planner;
    this.turn = turn;
    this.gone = new GoneStatuses(calls, clock);
    this.repostsMissing = config.repostsMissing();
    this.patience = config.giveUpAfter();
    this.clock = clock;
  }

  /**
   * Posts a part of a plan, or finds it.
   *
   * @throws DataException if the record cannot be posted
   * @throws PauseException if it cannot be posted now
   */
  PostedPart post(
      MastodonItem item, Publish publish, Planned planned, StateEntry entry, int index) {
    StatusPlan plan = planned.plan();
    StatusPlan.Part part = plan.parts().get(index);
    StatusMark mark = planned.marks().get(index);
    Optional<RemoteStatus> found = find(item, publish, entry, mark, part, index);
    if (found.isEmpty() && part.text().isBlank()) {
      StatusMark instead = plan.mark(part, false, server.session().limits());
      found = find(item, publish, entry, instead, part, index);
    }
    if (found.isPresent()) {
      return new PostedPart(
          found.get().id(), found.get().url(), mark.text(), List.of(), found.get().createdAt());
    }
    requirePatience(item);
    List<PostedMedia> attached = media.attach(item, part.media(), List.of());
    String parentId = parentId(item, publish, entry, index);
    String quotedId = index == 0 && !item.quoteGone ? planner.quotedId(publish.draft()) : null;
    pace.require(clock.instant(), server.hidesItsLimits());
    // Media may have taken all the time there was; they are kept.
    turn.require();
    MastodonAnswer answer =
        calls.send(
            ApiFamily.STATUSES,
            () ->
                calls
                    .client()
                    .post(
                        form(publish, plan, part, attached)
                            .asNew(publish.draft().visibility(), parentId, quotedId)
                            .body(),
                        idempotencyKey(publish, entry, index)));
    if (answer instanceof MastodonAnswer.Done done && done.body().hasNonNull("id")) {
      Instant now = clock.instant();
      gone.done();
      pace.posted(now);
      JsonNode status = done.body();
      return new PostedPart(
          status.get("id").asText(), RemoteStatus.text(status, "url"), mark.text(), attached, now);
    }
    if (answer instanceof MastodonAnswer.Refused refused && refused.replayed()) {
      // Pleroma repeats for hours what it has answered to a key, also that it could not do it.
      renew(item, publish, entry);
      item.doubtful = true;
      lookback.forget();
      throw later(item, refused);
    }
    if (answer instanceof MastodonAnswer.Refused refused) {
      switch (MastodonFailure.of(refused)) {
        case BAD_RECORD -> {
          requireFreshMedia(item, attached, refused);
          requireReferences(item, parentId, quotedId);
          throw new DataException("the server refuses it: " + refused.message());
        }
        case MISSING -> throw missing(item, publish, entry, parentId, quotedId, refused);
        case RETRY, LIMITED, FATAL -> {
          // Below: the server may have done it all the same.
        }
      }
    }
    item.doubtful = true;
    lookback.forget();
    if (gone.isAnswered(publish.key(), answer)) {
      requireReferences(item, parentId, quotedId);
    }
    throw later(item, answer);
  }

  /**
   * Changes what a status says.
   *
   * @return null if it is gone
   */
  @Nullable PostedPart edit(
      MastodonItem item, Publish publish, Planned planned, PostedPart posted, int index) {
    requirePatience(item);
    StatusPlan plan = planned.plan();
    StatusPlan.Part part = plan.parts().get(index);
    List<PostedMedia> attached = media.attach(item, part.media(), posted.media());
    turn.require();
    MastodonAnswer answer =
        calls.send(
            ApiFamily.STATUSES,
            () -> calls.client().edit(posted.id(), form(publish, plan, part, attached).body()));
    if (answer instanceof MastodonAnswer.Done) {
      gone.done();
      return new PostedPart(
          posted.id(), posted.url(), planned.marks().get(index).text(), attached, posted.at());
    }
    if (answer instanceof MastodonAnswer.Refused refused
        && MastodonFailure.of(refused) == MastodonFailure.BAD_RECORD) {
      throw new DataException("the server refuses the edit: " + refused.message());
    }
    GoneStatuses.Verdict verdict = gone.of(posted.id(), answer);
    if (verdict == GoneStatuses.Verdict.UNKNOWN) {
      throw later(item, answer);
    }
    if (verdict == GoneStatuses.Verdict.THERE && !repostsMissing) {
      throw new DataException(
          "the server shows its status and does not edit it (%s=repost posts it anew)"
              .formatted(MastodonSinkConfig.ON_MISSING));
    }
    return null;
  }

  private StatusForm form(
      Publish publish, StatusPlan plan, StatusPlan.Part part, List<PostedMedia> attached) {
    String language = server.session().limits().language(publish.draft().language());
    return new StatusForm(publish.draft(), plan.spoiler(), language, part, attached);
  }

  /** Deletes a status, or finds that it is gone. */
  void delete(String id) {
    MastodonAnswer answer = calls.send(ApiFamily.DELETIONS, () -> calls.client().delete(id));
    if (answer instanceof MastodonAnswer.Done) {
      gone.done();
      return;
    }
    if (answer instanceof MastodonAnswer.Refused refused) {
      MastodonFailure failure = MastodonFailure.of(refused);
      if (failure == MastodonFailure.BAD_RECORD) {
        throw new DataException("the server refuses the deletion: " + refused.message());
      }
      if (failure == MastodonFailure.MISSING) {
        return;
      }
    }
    GoneStatuses.Verdict verdict = gone.of(id, answer);
    if (verdict == GoneStatuses.Verdict.UNKNOWN) {
      throw calls.later(ApiFamily.DELETIONS, answer, "a deletion");
    }
    if (verdict == GoneStatuses.Verdict.THERE) {
      throw new DataException("the server shows its status and does not delete it");
    }
  }

  private PauseException later(MastodonItem item, MastodonAnswer answer) {
    boolean broken = answer instanceof MastodonAnswer.Refused refused && refused.status() >= 500;
    item.failingSince =
        !broken ? null : item.failingSince == null ? clock.instant() : item.failingSince;
    return calls.later(ApiFamily.STATUSES, answer, item.place());
  }

  /** A server may fail over one record for ever, and at each other in between. */
  private void requirePatience(MastodonItem item) {
    if (patience.isPresent()
        && item.failingSince != null
        && !item.failingSince.plus(patience.get()).isAfter(clock.instant())) {
      throw new DataException(
          "the server has failed over it for %d ms (%s)"
              .formatted(patience.get().toMillis(), MastodonSinkConfig.RETRY_GIVE_UP_MS));
    }
  }

  /**
   * Media may be attached already, or not be ready; how a server says so depends on its language.
   */
  private void requireFreshMedia(
      MastodonItem item, List<PostedMedia> attached, MastodonAnswer.Refused refused) {
    if (!attached.isEmpty() && refused.status() == 422 && !item.uploadedAnew) {
      item.uploadedAnew = true;
      item.uploads.clear();
      throw calls.later(ApiFamily.STATUSES, refused, item.place());
    }
  }

  /** Looks whether what a new status refers to is there, where the server does not say. */
  private void requireReferences(
      MastodonItem item, @Nullable String parentId, @Nullable String quotedId) {
    if (quotedId != null && !calls.shows(quotedId)) {
      item.quoteGone = true;
    } else if (parentId != null && !calls.shows(parentId)) {
      item.gone.add(parentId);
    } else {
      return;
    }
    throw new PauseException(clock.instant(), "without what is gone");
  }

  /** What a new status refers to may be gone, and so may the status that its key stands for. */
  private RuntimeException missing(
      MastodonItem item,
      Publish publish,
      StateEntry entry,
      @Nullable String parentId,
      @Nullable String quotedId,
      MastodonAnswer.Refused refused) {
    if (parentId != null && !calls.shows(parentId)) {
      item.gone.add(parentId);
    } else if (quotedId != null) {
      item.quoteGone = true;
    } else if (!item.renewed) {
      item.renewed = true;
      renew(item, publish, entry);
    } else if (parentId != null) {
      item.gone.add(parentId);
    } else {
      server.requireAccount();
      return new DataException("the server refuses it: " + refused.message());
    }
    return new PauseException(clock.instant(), "without what is gone");
  }

  private void renew(MastodonItem item, Publish publish, StateEntry entry) {
    item.renewals++;
    state.put(publish.key(), entry.renewed());
  }

  private Optional<RemoteStatus> find(
      MastodonItem item,
      Publish publish,
      StateEntry entry,
      StatusMark mark,
      StatusPlan.Part part,
      int index) {
    boolean searched = !state.isDurable() && item.record.timestamp() != null;
    if (!item.doubtful && !searched) {
      return Optional.empty();
    }
    String parentId = parentId(item, publish, entry, index);
    // What an earlier task posted without a state is known to the server only.
    boolean unknownParent =
        !item.doubtful && publish.draft().parent() != null && index == 0 && parentId == null;
    return lookback.find(
        new Lookback.Sought(
            mark,
            parentId,
            unknownParent || !item.gone.isEmpty(),
            publish.draft().visibility(),
            item.doubtful
                ? Objects.requireNonNull(entry.pending()).since().minus(Lookback.SKEW)
                : Instant.ofEpochMilli(item.record.timestamp()),
            server.session().limits().mastodon() ? uploads(item, part) : Set.of()));
  }

  /** The ids of its media on the server, as far as this task has brought them there. */
  private static Set<String> uploads(MastodonItem item, StatusPlan.Part part) {
    Set<String> ids = new HashSet<>();
    for (DraftMedia medium : part.media()) {
      if (item.uploads.get(medium.identity()) instanceof MediaUpload.Ready ready) {
        ids.add(ready.id());
      }
    }
    return ids;
  }

  /** The last status before this one in its thread that is not known to be gone. */
  private @Nullable String parentId(
      MastodonItem item, Publish publish, StateEntry entry, int index) {
    String own = lastLeft(item, entry.parts().subList(0, index));
    StateEntry parent = state.find(publish.draft().parent());
    return own != null || parent == null ? own : lastLeft(item, parent.parts());
  }

  private static @Nullable String lastLeft(MastodonItem item, List<PostedPart> thread) {
    for (int i = thread.size() - 1; i >= 0; i--) {
      if (!item.gone.contains(thread.get(i).id())) {
        return thread.get(i).id();
      }
    }
    return null;
  }

  /** The same for the same status on every try, for ever. */
  private String idempotencyKey(Publish publish, StateEntry entry, int index) {
    boolean edit = Objects.requireNonNull(entry.pending()).edit();
    return Hash.of(
        state.account(),
        state.group(),
        publish.key(),
        edit ? "edit " + publish.draft().contentHash() : "post",
        Integer.toString(entry.generation()),
        Integer.toString(index));
  }
}
