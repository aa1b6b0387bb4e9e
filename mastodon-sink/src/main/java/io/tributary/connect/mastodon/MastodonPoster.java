package io.tributary.connect.mastodon;

import io.tributary.connect.mastodon.MastodonChange.Publish;
import io.tributary.connect.mastodon.MastodonChange.Remove;
import io.tributary.connect.mastodon.StateEntry.PendingPost;
import io.tributary.connect.mastodon.StateEntry.PostedPart;
import io.tributary.connect.mastodon.StatusPlanner.Planned;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the server agree with the records, one at a time. What is about to be posted is written
 * down first, and looked for whenever it is unknown whether it was.
 */
final class MastodonPoster {
  private final MastodonState state;
  private final Lookback lookback;
  private final StatusPlanner planner;
  private final StatusSender sender;
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
    this.state = state;
    this.server = server;
    this.lookback = server.lookback();
    this.planner = new StatusPlanner(config, state, server);
    this.sender = new StatusSender(config, calls, state, server, media, planner, turn, clock);
    this.turn = turn;
    this.repostsMissing = config.repostsMissing();
    this.clock = clock;
  }

  MastodonDecision decide(MastodonChange change, boolean tooOld) {
    String key =
        change instanceof Publish publish
            ? publish.key()
            : change instanceof Remove remove ? keyOf(remove) : null;
    return MastodonDecision.of(change, state.find(key), repostsMissing, tooOld);
  }

  /** A tombstone does not say what kind of record it is the end of. */
  private String keyOf(Remove remove) {
    return remove.keys().stream()
        .filter(key -> state.find(key) != null)
        .findFirst()
        .orElse(remove.keys().get(0));
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
    if (item.doubtful) {
      findReplaced(publish.key(), planned);
    }
    StateEntry entry = announced(publish, planned, edit);
    if (edit) {
      writeIds();
    }
    // An earlier record with this key may have settled what was in doubt.
    item.doubtful &= entry.pending() != null;
    if (item.doubtful) {
      lookback.refresh(server.session(), pending(entry).since());
      if (!entry.equals(state.find(publish.key()))) {
        throw new PauseException(clock.instant(), "another task has gone on with it");
      }
    }
    for (int i = 0; i < plan.parts().size(); i++) {
      if (i >= entry.parts().size()) {
        turn.require();
        entry = entry.withPart(sender.post(item, publish, planned, entry, i));
        if (!item.doubtful) {
          // What was found may be of an earlier version.
          item.edited = i + 1;
        }
        if (i + 1 < plan.parts().size()) {
          // After the last one, what is written below says the same and more.
          state.put(publish.key(), entry);
        }
        turn.moved();
      } else if (i >= item.edited && (edit || isOutdated(publish, planned, entry, i))) {
        turn.require();
        if (!edit) {
          writeIds();
        }
        PostedPart edited = sender.edit(item, publish, planned, entry.parts().get(i), i);
        if (edited == null && edit && (repostsMissing || isGone(item, entry, i))) {
          missing(item, publish, entry);
          return;
        }
        if (edited != null) {
          List<PostedPart> parts = new ArrayList<>(entry.parts());
          parts.set(i, edited);
          entry = entry.withParts(parts);
          state.put(publish.key(), entry);
        }
        item.edited = i + 1;
        turn.moved();
      }
    }
    entry = deleteFrom(publish.key(), entry, plan.parts().size());
    state.put(publish.key(), entry.settled(publish.order(), publish.draft().contentHash()));
    item.doubtful = false;
  }

  /** Whether a thread that was begun says something else so far than the record does now. */
  private static boolean isOutdated(Publish publish, Planned planned, StateEntry entry, int index) {
    if (!entry.content().equals(publish.draft().contentHash())) {
      // The same words may have got other pictures.
      return true;
    }
    // After a restart nobody knows whether the beginning quotes, or links because it could not.
    return publish.draft().quoted() == null
        && !entry.parts().get(index).fingerprint().equals(planned.marks().get(index).text());
  }

  /** What was pending under another plan would not be recognised by the marks of this one. */
  private void findReplaced(String key, Planned planned) {
    StateEntry entry = state.find(key);
    if (entry == null
        || entry.pending() == null
        || entry.pending().marks().equals(planned.marks())) {
      return;
    }
    lookback.refresh(server.session(), entry.pending().since());
    boolean unused = server.resolve(key);
    if (!entry.equals(state.find(key))) {
      throw new PauseException(clock.instant(), "some of it is there in other words");
    }
  }

  private Planned plan(MastodonItem item, Publish publish) {
    Planned planned = planner.plan(publish.draft(), !item.quoteGone, item.planned);
    if (!planned.equals(item.planned)) {
      // What was done says another part of the text now.
      item.edited = 0;
    }
    item.planned = planned;
    return planned;
  }

  /** Deletes what mirrors the record. */
  void remove(Remove remove) {
    String key = keyOf(remove);
    StateEntry entry = Objects.requireNonNull(state.find(key));
    if (entry.pending() != null) {
      // What was sent and got no answer may be there all the same.
      lookback.refresh(server.session(), entry.pending().since());
      boolean unused = server.resolve(key);
      entry = Objects.requireNonNull(state.find(key));
    }
    writeIds();
    state.put(key, deleteFrom(key, entry, 0).gone(remove.order()));
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
  void abandon(MastodonItem item, Publish publish) {
    StateEntry entry = state.find(publish.key());
    if (entry == null || entry.pending() == null) {
      return;
    }
    if (entry.parts().isEmpty()) {
      if (entry.generation() > item.renewals) {
        // What was there before it must not be posted again.
        state.put(publish.key(), entry.gone(publish.order()));
      } else {
        state.remove(publish.key());
      }
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
        && entry.pending().marks().equals(planned.marks())) {
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
            planned.marks(),
            publish.draft().visibility(),
            publish.draft().parent(),
            edit);
    StateEntry next;
    if (entry == null || entry.deleted()) {
      next =
          StateEntry.pending(
              entry == null ? publish.order() : publish.order().after(entry.order()),
              publish.draft().contentHash(),
              entry == null ? 0 : entry.generation() + 1,
              pending);
    } else {
      next = entry.withPending(pending);
    }
    state.put(publish.key(), next);
    return next;
  }

  /** Whether nothing is left of a thread, now that this part of it turned out to be gone. */
  private static boolean isGone(MastodonItem item, StateEntry entry, int index) {
    item.gone.add(entry.parts().get(index).id());
    return entry.parts().stream().allMatch(part -> item.gone.contains(part.id()));
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
      turn.require();
      sender.delete(left.parts().get(last).id());
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
