package io.tributary.connect.mastodon;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.connect.mastodon.MastodonChange.Publish;
import io.tributary.connect.mastodon.MastodonChange.Remove;
import io.tributary.connect.mastodon.StateEntry.PendingPost;
import io.tributary.connect.mastodon.StateEntry.PostedMedia;
import io.tributary.connect.mastodon.StateEntry.PostedPart;
import io.tributary.connect.mastodon.StatusPlanner.Planned;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the server agree with the records, one at a time. What is about to be posted is written
 * down first, and looked for whenever it is unknown whether it was.
 */
final class MastodonPoster {
  private final MastodonCalls calls;
  private final MastodonState state;
  private final Lookback lookback;
  private final PostingPace pace;
  private final MediaUploader media;
  private final StatusPlanner planner;
  private final MastodonTurn turn;
  private final boolean repostsMissing;
  private final MastodonServer server;
  private final Clock clock;

  MastodonPoster(
      MastodonSinkConfig config,
      MastodonCalls calls,
      MastodonState state,
      MastodonServer server,
      MediaUploader media,
      MastodonTurn turn,
      Clock clock) {
    this.calls = calls;
    this.state = state;
    this.server = server;
    this.lookback = server.lookback();
    this.pace = server.pace();
    this.media = media;
    this.planner = new StatusPlanner(config, state, server);
    this.turn = turn;
    this.repostsMissing = config.repostsMissing();
    this.clock = clock;
  }

  MastodonDecision decide(MastodonChange change, boolean tooOld) {
    String key =
        change instanceof Publish publish
            ? publish.key()
            : change instanceof Remove remove ? remove.key() : null;
    return MastodonDecision.of(change, state.find(key), repostsMissing, tooOld);
  }

  /** Whether an earlier try may have posted the record. */
  boolean isPending(Publish publish) {
    StateEntry entry = state.find(publish.key());
    return entry != null && entry.pending() != null;
  }

  /** Writes down what a new status is about to be, if the record is one; the caller flushes. */
  void announce(MastodonItem item, Publish publish) {
    try {
      Planned planned = plan(item, publish);
      StateEntry entry = state.find(publish.key());
      if (entry == null || entry.pending() == null) {
        putPending(publish, entry, planned, false);
      }
    } catch (DataException e) {
      // It is refused when its turn comes.
    }
  }

  /**
   * Posts or edits.
   *
   * @throws DataException if the record cannot be posted
   * @throws PauseException if it cannot be posted now
   */
  void publish(MastodonItem item, Publish publish, boolean edit) {
    Planned planned = plan(item, publish);
    StatusPlan plan = planned.plan();
    StateEntry entry = announced(publish, planned, edit);
    if (edit) {
      writeIds();
    }
    // An earlier record with this key may have settled what was in doubt.
    item.doubtful &= entry.pending() != null;
    if (item.doubtful) {
      lookback.refresh(server.session().account(), pending(entry).since());
    }
    for (int i = 0; i < plan.parts().size(); i++) {
      if (i >= entry.parts().size()) {
        turn.require();
        entry = entry.withPart(post(item, publish, planned, entry, i));
        if (i + 1 < plan.parts().size()) {
          // After the last one, what is written below says the same and more.
          state.put(publish.key(), entry);
        }
        turn.moved();
      } else if (edit && i >= item.edited) {
        turn.require();
        PostedPart edited = edit(item, publish, planned, entry.parts().get(i), i);
        if (edited == null) {
          missing(item, publish, entry);
          return;
        }
        List<PostedPart> parts = new ArrayList<>(entry.parts());
        parts.set(i, edited);
        entry = entry.withParts(parts);
        state.put(publish.key(), entry);
        item.edited = i + 1;
        turn.moved();
      }
    }
    entry = deleteFrom(publish.key(), entry, plan.parts().size());
    state.put(publish.key(), entry.settled(publish.order(), publish.draft().contentHash()));
    item.doubtful = false;
  }

  private Planned plan(MastodonItem item, Publish publish) {
    Planned planned = planner.plan(publish.draft(), item.planned);
    item.planned = planned;
    return planned;
  }

  /** Deletes what mirrors the record. */
  void remove(Remove remove) {
    StateEntry entry = Objects.requireNonNull(state.find(remove.key()));
    writeIds();
    state.put(remove.key(), deleteFrom(remove.key(), entry, 0).gone(remove.order()));
  }

  /** Remembers that a record was seen that changes nothing. */
  void note(Publish publish) {
    StateEntry entry = Objects.requireNonNull(state.find(publish.key()));
    state.put(
        publish.key(),
        entry.deleted()
            ? entry.gone(publish.order())
            : entry.settled(publish.order(), entry.content()));
  }

  /** Forgets what was pending for a record that is refused. */
  void abandon(Publish publish) {
    StateEntry entry = state.find(publish.key());
    if (entry == null || entry.pending() == null) {
      return;
    }
    if (entry.parts().isEmpty()) {
      state.remove(publish.key());
    } else {
      state.put(publish.key(), entry.settled(publish.order(), entry.content()));
    }
  }

  /**
   * A status that was edited or deleted could not be found any more by what was pending: before
   * that, its id must be safe.
   */
  private void writeIds() {
    state.flush();
  }

  /** The entry with what is pending written down, and the writing confirmed. */
  private StateEntry announced(Publish publish, Planned planned, boolean edit) {
    StateEntry entry = state.find(publish.key());
    if (entry != null
        && entry.pending() != null
        && entry.pending().fingerprints().equals(planned.fingerprints())) {
      return entry;
    }
    if (edit && entry != null && planned.plan().parts().size() <= entry.parts().size()) {
      // Changing what is there can be repeated: nothing needs to be looked for.
      return entry;
    }
    StateEntry pending = putPending(publish, entry, planned, edit);
    state.flush();
    return pending;
  }

  private StateEntry putPending(
      Publish publish, @Nullable StateEntry entry, Planned planned, boolean edit) {
    PendingPost old = entry == null ? null : entry.pending();
    var pending =
        new PendingPost(
            old == null ? state.nextSequence() : old.sequence(),
            old == null ? clock.instant() : old.since(),
            planned.fingerprints(),
            publish.draft().visibility(),
            publish.draft().parent(),
            edit);
    StateEntry next;
    if (entry == null || entry.deleted()) {
      next =
          StateEntry.pending(
              publish.order(),
              publish.draft().contentHash(),
              entry == null ? 0 : entry.generation() + 1,
              pending);
    } else {
      next = entry.withPending(pending);
    }
    state.put(publish.key(), next);
    return next;
  }

  private PostedPart post(
      MastodonItem item, Publish publish, Planned planned, StateEntry entry, int index) {
    StatusPlan plan = planned.plan();
    StatusPlan.Part part = plan.parts().get(index);
    String fingerprint = planned.fingerprints().get(index);
    Optional<RemoteStatus> found = find(item, publish, entry, fingerprint, index);
    if (found.isEmpty() && part.text().isBlank()) {
      String instead = StatusText.fingerprint(textOf(part, List.of()), plan.spoiler());
      found = find(item, publish, entry, instead, index);
    }
    if (found.isPresent()) {
      return new PostedPart(
          found.get().id(), found.get().url(), fingerprint, List.of(), found.get().createdAt());
    }
    List<PostedMedia> attached = media.attach(item, part.media(), List.of());
    String parentId = parentId(item, publish, entry, index);
    pace.require(clock.instant(), server.hidesItsLimits());
    MastodonAnswer answer =
        calls.send(
            ApiFamily.STATUSES,
            () ->
                calls
                    .client()
                    .post(
                        new StatusForm(
                                publish.draft(), plan.spoiler(), textOf(part, attached), attached)
                            .asNew(
                                publish.draft().visibility(),
                                parentId,
                                index == 0 ? planner.quotedId(publish.draft()) : null)
                            .body(),
                        idempotencyKey(publish, entry, index)));
    if (answer instanceof MastodonAnswer.Done done && done.body().hasNonNull("id")) {
      Instant now = clock.instant();
      pace.posted(now);
      JsonNode status = done.body();
      return new PostedPart(
          status.get("id").asText(), RemoteStatus.text(status, "url"), fingerprint, attached, now);
    }
    if (answer instanceof MastodonAnswer.Refused refused) {
      switch (MastodonFailure.of(refused)) {
        case BAD_RECORD -> {
          if (!attached.isEmpty() && refused.message().contains("already attached")) {
            item.uploads.clear();
            throw calls.later(answer);
          }
          throw new DataException("the server refuses it: " + refused.message());
        }
        case MISSING -> {
          if (parentId == null) {
            throw new ConnectException(
                "Nothing can be posted there (%s): %s"
                    .formatted(refused.message(), MastodonFailure.advice(refused, "")));
          }
          item.orphan = true;
          throw calls.later(answer);
        }
        case RETRY, LIMITED, FATAL -> {
          // Below: the server may have done it all the same.
        }
      }
    }
    item.doubtful = true;
    throw calls.later(answer);
  }

  /** Media that all failed may have been everything there was to say. */
  private static String textOf(StatusPlan.Part part, List<PostedMedia> attached) {
    return part.text().isBlank() && attached.isEmpty()
        ? String.join(
            "\n", part.media().stream().map(medium -> Mentions.inUrl(medium.url())).toList())
        : part.text();
  }

  private Optional<RemoteStatus> find(
      MastodonItem item, Publish publish, StateEntry entry, String fingerprint, int index) {
    String parentId = parentId(item, publish, entry, index);
    Visibility visibility = publish.draft().visibility();
    if (item.doubtful) {
      return lookback.find(
          fingerprint,
          parentId,
          item.orphan,
          visibility,
          pending(entry).since().minus(Lookback.SKEW));
    }
    if (!state.isDurable() && item.record.timestamp() != null) {
      // What an earlier task posted is known to the server only.
      boolean unknownParent = publish.draft().parent() != null && index == 0 && parentId == null;
      return lookback.find(
          fingerprint,
          parentId,
          unknownParent,
          visibility,
          Instant.ofEpochMilli(item.record.timestamp()));
    }
    return Optional.empty();
  }

  private @Nullable String parentId(
      MastodonItem item, Publish publish, StateEntry entry, int index) {
    if (index > 0) {
      return entry.parts().get(index - 1).id();
    }
    StateEntry parent = item.orphan ? null : state.find(publish.draft().parent());
    return parent == null ? null : parent.lastId();
  }

  /** The same for the same status on every try, for ever. */
  private String idempotencyKey(Publish publish, StateEntry entry, int index) {
    boolean edit = pending(entry).edit();
    return Hash.of(
        state.account(),
        publish.key(),
        edit ? "edit " + publish.draft().contentHash() : "post",
        Integer.toString(entry.generation()),
        Integer.toString(index));
  }

  /** Returns null if the status is gone. */
  private @Nullable PostedPart edit(
      MastodonItem item, Publish publish, Planned planned, PostedPart posted, int index) {
    StatusPlan plan = planned.plan();
    StatusPlan.Part part = plan.parts().get(index);
    List<PostedMedia> attached = media.attach(item, part.media(), posted.media());
    MastodonAnswer answer =
        calls.send(
            ApiFamily.STATUSES,
            () ->
                calls
                    .client()
                    .edit(
                        posted.id(),
                        new StatusForm(
                                publish.draft(), plan.spoiler(), textOf(part, attached), attached)
                            .body()));
    if (answer instanceof MastodonAnswer.Done) {
      return new PostedPart(
          posted.id(), posted.url(), planned.fingerprints().get(index), attached, posted.at());
    }
    if (answer instanceof MastodonAnswer.Refused refused) {
      MastodonFailure failure = MastodonFailure.of(refused);
      if (failure == MastodonFailure.MISSING) {
        return null;
      }
      if (failure == MastodonFailure.BAD_RECORD) {
        throw new DataException("the server refuses the edit: " + refused.message());
      }
    }
    throw calls.later(answer);
  }

  /** An edit of a status that is gone from the server. */
  private void missing(MastodonItem item, Publish publish, StateEntry entry) {
    StateEntry gone = deleteFrom(publish.key(), entry, 0).gone(publish.order());
    state.put(publish.key(), gone);
    if (repostsMissing) {
      publish(item, publish, false);
    }
  }

  /** Deletes all parts from the last one to this index. */
  private StateEntry deleteFrom(String key, StateEntry entry, int index) {
    StateEntry left = entry;
    while (left.parts().size() > index) {
      int last = left.parts().size() - 1;
      String id = left.parts().get(last).id();
      turn.require();
      MastodonAnswer answer = calls.send(ApiFamily.DELETIONS, () -> calls.client().delete(id));
      boolean gone =
          answer instanceof MastodonAnswer.Done
              || (answer instanceof MastodonAnswer.Refused refused
                  && MastodonFailure.of(refused) == MastodonFailure.MISSING);
      if (!gone) {
        if (answer instanceof MastodonAnswer.Refused refused
            && MastodonFailure.of(refused) == MastodonFailure.BAD_RECORD) {
          throw new DataException("the server refuses the deletion: " + refused.message());
        }
        throw calls.later(answer);
      }
      left = left.withParts(left.parts().subList(0, last));
      state.put(key, left);
      turn.moved();
    }
    return left;
  }

  private static PendingPost pending(StateEntry entry) {
    return Objects.requireNonNull(entry.pending(), "nothing is pending");
  }
}
