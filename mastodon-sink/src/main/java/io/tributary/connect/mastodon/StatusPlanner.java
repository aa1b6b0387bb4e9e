package io.tributary.connect.mastodon;

import java.util.List;
import java.util.Objects;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Plans the statuses of drafts, with what is known of the server and of what they quote. */
final class StatusPlanner {
  private final StatusPlan.Rules rules;
  private final MastodonState state;
  private final MastodonServer server;

  StatusPlanner(MastodonSinkConfig config, MastodonState state, MastodonServer server) {
    this.rules = new StatusPlan.Rules(config.overflow(), config.splitNumbers(), config.splitMax());
    this.state = state;
    this.server = server;
  }

  /**
   * A plan, and what it holds for.
   *
   * @param marks what the statuses will be recognised by
   */
  record Planned(
      StatusPlan plan, List<StatusMark> marks, @Nullable String quoteLink, InstanceLimits limits) {
    Planned {
      marks = List.copyOf(marks);
    }
  }

  /**
   * Plans the statuses.
   *
   * @param quotes whether the quote may be a native one
   * @param earlier what was planned for this draft before, which mostly still holds
   * @throws DataException if there is nothing to post, or too much
   */
  Planned plan(Draft draft, boolean quotes, @Nullable Planned earlier) {
    String quoteLink = quotes && quotedId(draft) != null ? null : quoteLink(draft);
    InstanceLimits limits = limits();
    if (earlier != null
        && earlier.limits().equals(limits)
        && Objects.equals(earlier.quoteLink(), quoteLink)) {
      return earlier;
    }
    try {
      StatusPlan plan = rules.plan(draft, quoteLink, limits);
      return new Planned(plan, plan.marks(limits), quoteLink, limits);
    } catch (StackOverflowError e) {
      throw new DataException("its text is more than can be worked through", e);
    }
  }

  /** Returns the status that a new one can quote natively, null if there is none. */
  @Nullable String quotedId(Draft draft) {
    // Nobody can quote for a few, and a status that says nothing itself keeps the link.
    if (draft.visibility() == Visibility.DIRECT || draft.text().isBlank() || !limits().quotes()) {
      return null;
    }
    StateEntry quoted = state.find(draft.quoted());
    return quoted == null || quoted.parts().isEmpty() ? null : quoted.parts().get(0).id();
  }

  private InstanceLimits limits() {
    return server.session().limits();
  }

  private @Nullable String quoteLink(Draft draft) {
    StateEntry quoted = state.find(draft.quoted());
    String mirrored =
        quoted == null || quoted.parts().isEmpty() ? null : quoted.parts().get(0).url();
    return mirrored != null ? mirrored : draft.quoteUrl();
  }
}
